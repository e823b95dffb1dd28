import { useCampo } from "./here.ts";
import { standing } from "./standing.ts";

/** How the phone stands with the server; a tap shows what is pending. */
export function StateLine() {
  const { phone, words, clock, go } = useCampo();
  return (
    <div role="status">
      <button type="button" class="state" onClick={() => go({ screen: "pending" })}>
        {standing(phone.state, words, clock)}
      </button>
    </div>
  );
}

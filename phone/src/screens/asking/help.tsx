import { useCampo } from "../here.ts";

/** Help, where the bar below is not shown. What was answered so far is kept. */
export function Help({ person }: { person: string }) {
  const { words, go } = useCampo();
  return (
    <button type="button" class="red help" onClick={() => go({ screen: "risk", person })}>
      {words.help}
    </button>
  );
}

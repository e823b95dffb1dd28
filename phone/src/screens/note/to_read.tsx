import { useAloud } from "../../parts/aloud.ts";
import { useCampo } from "../here.ts";
import type { Aloud } from "./form.ts";

/** Words to be read aloud to the person, as the content has them, and by the phone where it has a voice. */
export function ToRead({ aloud }: { aloud: Aloud | undefined }) {
  const { phone, words } = useCampo();
  const read = useAloud(phone.lang);
  if (!aloud) return null;
  return (
    <section class="card">
      <h2>{words.asking.intro}</h2>
      <p class="aloud">{aloud.text}</p>
      <p class="soft small">{words.note.textVersion(aloud.version)}</p>
      {read && (
        <button type="button" class="quiet" onClick={() => read(aloud.text)}>
          {words.asking.listen}
        </button>
      )}
    </section>
  );
}

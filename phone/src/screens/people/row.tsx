import type { PersonHere } from "../../sync/phone.ts";
import { useCampo } from "../here.ts";
import { LevelTag } from "../level_tag.tsx";
import { ageAndPlace, nameOf, stageOf } from "../named.ts";

/** `says`: what tapping it says. */
type RowProps = { person: PersonHere; open?: () => void; says?: string };

/** One person on a list: who, how old, where, how far along, and whether a risk is open. */
export function PersonRow({ person, open, says }: RowProps) {
  const here = useCampo();
  const { words, go } = here;
  const level = person.card?.picture.alert?.level;
  const isPending = person.pending.some(({ state }) => state !== "sent");
  const told = [ageAndPlace(person, here), stageOf(person, here)].filter(Boolean).join(" · ");
  return (
    <li>
      <button type="button" onClick={open ?? (() => go({ screen: "person", person: person.id }))}>
        <strong>{nameOf(person, here)}</strong>
        <span class="soft">{told}</span>
        {(level || isPending) && (
          <span class="tags">
            {level && <LevelTag level={level} />}
            {isPending && <span class="tag plain">{words.find.pending}</span>}
          </span>
        )}
        {says && <span class="says">{says}</span>}
      </button>
    </li>
  );
}

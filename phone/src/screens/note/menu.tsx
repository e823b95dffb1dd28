import { Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import type { NoteName, Route } from "../routes.ts";
import { referralsOf } from "./attendance.ts";

const NOTES: NoteName[] = ["consent", "network", "details", "referral", "attendance", "handover"];

/** What can be recorded about a person, each with what it is for. */
export function Menu({ person }: { person: string }) {
  const here = useCampo();
  const { phone, words, go, back } = here;
  const who = phone.person(person);
  const hasReferrals = referralsOf(who, here).length > 0;
  const lines: Array<{ name: keyof typeof words.note.titles; route: Route }> = [
    { name: "visit", route: { screen: "visit", person } },
    { name: "call", route: { screen: "call", person } },
    { name: "screening", route: { screen: "screening", person } },
    ...NOTES.filter((name) => name !== "attendance" || hasReferrals).map((form) => ({
      name: form,
      route: { screen: "note", person, form } as const,
    })),
  ];
  return (
    <Page
      title={words.note.choose}
      back={{ name: words.back, go: back }}
      under={<p class="soft">{nameOf(who, here)}</p>}
    >
      <ul class="rows">
        {lines.map(({ name, route }) => (
          <li key={name}>
            <button type="button" onClick={() => go(route)}>
              <strong>{words.note.titles[name]}</strong>
              <span class="soft">{words.note.why[name]}</span>
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

// Every screen by its name. A new one is a folder and a line here.
import { Page } from "../parts/page.tsx";
import { Sturdy } from "../parts/sturdy.tsx";
import { CallScreen } from "./call/call.tsx";
import { CorrectScreen } from "./correct/correct.tsx";
import { useCampo } from "./here.ts";
import { HistoryScreen } from "./history/history.tsx";
import { NoteScreen } from "./note/note.tsx";
import { WithdrawScreen } from "./note/withdraw.tsx";
import { NoticeScreen } from "./notice/notice.tsx";
import { PendingScreen } from "./pending/pending.tsx";
import { PeopleScreen } from "./people/people.tsx";
import { PersonScreen } from "./person/person.tsx";
import { RegisterScreen } from "./register/register.tsx";
import { RiskScreen } from "./risk/risk.tsx";
import type { Route } from "./routes.ts";
import { ScreeningScreen } from "./screening/screening.tsx";
import { SettingsScreen } from "./settings/settings.tsx";
import { TodayScreen } from "./today/today.tsx";
import { VisitScreen } from "./visit/visit.tsx";

type Of<S extends Route["screen"]> = Omit<Extract<Route, { screen: S }>, "screen">;
type Screens = { [S in Route["screen"]]: (props: Of<S>) => preact.JSX.Element | null };

const SCREENS: Screens = {
  today: TodayScreen,
  people: PeopleScreen,
  register: RegisterScreen,
  person: PersonScreen,
  history: HistoryScreen,
  note: NoteScreen,
  withdraw: WithdrawScreen,
  pending: PendingScreen,
  settings: SettingsScreen,
  screening: ScreeningScreen,
  visit: VisitScreen,
  call: CallScreen,
  risk: RiskScreen,
  notice: NoticeScreen,
  correct: CorrectScreen,
};

export function ScreenOf({ route }: { route: Route }) {
  const { screen, ...fields } = route;
  const Screen = SCREENS[screen] as (props: typeof fields) => preact.JSX.Element | null;
  return (
    <Sturdy instead={<Fallen />}>
      <Screen {...fields} />
    </Sturdy>
  );
}

/** The bar below stays, with its way to help. */
function Fallen() {
  const { words, back } = useCampo();
  return (
    <Page title={words.fallen.title} back={{ name: words.back, go: back }}>
      <p class="notice" role="alert">
        {words.fallen.why}
      </p>
      <p>{words.fallen.next}</p>
    </Page>
  );
}

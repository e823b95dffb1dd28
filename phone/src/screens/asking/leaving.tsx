// Leaving a form half done: the answers wait, or the form ends where it is.
import { Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";

type LeavingProps = { about: string; later(): void; end(): void; stay(): void };

export function Leaving({ about, later, end, stay }: LeavingProps) {
  const { words } = useCampo();
  const say = words.asking;
  return (
    <Page title={say.leaveTitle} bare under={<p class="soft">{about}</p>}>
      <p>{say.leaveWhy}</p>
      <div class="acts">
        <button type="button" onClick={stay}>
          {say.stay}
        </button>
        <button type="button" class="quiet" onClick={later}>
          {say.later}
        </button>
        <p class="soft">{say.laterWhy}</p>
        <button type="button" class="quiet" onClick={end}>
          {say.end}
        </button>
        <p class="soft">{say.endWhy}</p>
      </div>
    </Page>
  );
}

// Leaving a form half done: the answers wait, or the form ends where it is.
import { Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";

type LeavingProps = { about: string; later(): void; end(): void; stay(): void };

export function Leaving({ about, later, end, stay }: LeavingProps) {
  const { phone, words } = useCampo();
  const say = words.asking;
  const isFull = phone.state.full;
  return (
    <Page title={say.leaveTitle} bare under={<p class="soft">{about}</p>}>
      {isFull ? (
        <p class="trouble" role="alert">
          {say.leaveFull}
        </p>
      ) : (
        <p>{say.leaveWhy}</p>
      )}
      <div class="acts">
        <button type="button" onClick={stay}>
          {say.stay}
        </button>
        <button type="button" class="quiet" onClick={later}>
          {say.later}
        </button>
        {!isFull && <p class="soft">{say.laterWhy}</p>}
        <button type="button" class="quiet" onClick={end}>
          {say.end}
        </button>
        <p class="soft">{say.endWhy}</p>
      </div>
    </Page>
  );
}

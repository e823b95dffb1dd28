// While a protocol is open, nothing else stands on the phone: not after Back, a reload, a lock or a dead battery.
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { beforeLocking } from "../draft.ts";
import { useCampo } from "../here.ts";
import { type Alarm, keep, openAlarms } from "./alarm.ts";
import { Protocol } from "./protocol.tsx";

type Raise = (alarm: Alarm) => void;

const AlarmContext = createContext<Raise | null>(null);

/** How a form raises an alarm. The screen changes at once; what has to be kept is being written meanwhile. */
export function useAlarm(): Raise {
  const raise = useContext(AlarmContext);
  if (!raise) throw new Error("Expected a form inside the watch over alarms; found one outside.");
  return raise;
}

export function Watch({ children }: { children: ComponentChildren }) {
  const { phone } = useCampo();
  const [alarms, setAlarms] = useState<readonly Alarm[] | null>(null);
  const [isLost, setLost] = useState(false);

  useEffect(() => {
    void openAlarms(phone).then(setAlarms, () => setAlarms([]));
  }, [phone]);

  const change = useCallback((alarm: Alarm) => setAlarms((before) => [alarm, ...others(before, alarm)]), []);
  const raise = useCallback(
    (alarm: Alarm) => {
      change(alarm);
      beforeLocking(keep(phone, alarm)).then(
        () => setLost(false),
        () => setLost(true),
      );
    },
    [phone, change],
  );

  // Until it is known whether an alarm is open, nothing is shown: an open one comes first.
  if (alarms === null) return null;
  const [alarm] = alarms;
  if (alarm) {
    const left = () => setAlarms((before) => others(before, alarm));
    return <Protocol key={alarm.fact.id} alarm={alarm} isLost={isLost} change={change} left={left} />;
  }
  return <AlarmContext.Provider value={raise}>{children}</AlarmContext.Provider>;
}

function others(alarms: readonly Alarm[] | null, { about }: Alarm): Alarm[] {
  return (alarms ?? []).filter((alarm) => alarm.about !== about);
}

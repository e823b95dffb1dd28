// While a protocol is open, nothing else stands on the phone: not after Back, a reload, a lock or a dead battery.
import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { useCampo } from "../here.ts";
import { type Alarm, openAlarms } from "./alarm.ts";
import { Protocol } from "./protocol.tsx";

type Raise = (alarm: Alarm) => void;

const AlarmContext = createContext<Raise | null>(null);

/** How a form raises an alarm. The screen changes at once; the protocol keeps what has to be kept meanwhile. */
export function useAlarm(): Raise {
  const raise = useContext(AlarmContext);
  if (!raise) throw new Error("Expected a form inside the watch over alarms; found one outside.");
  return raise;
}

export function Watch({ children }: { children: ComponentChildren }) {
  const { phone } = useCampo();
  const [alarms, setAlarms] = useState<readonly Alarm[] | null>(null);

  useEffect(() => {
    void openAlarms(phone).then(setAlarms, () => setAlarms([]));
  }, [phone]);

  const change = useCallback((alarm: Alarm) => setAlarms((before) => [alarm, ...others(before, alarm)]), []);

  // Until it is known whether an alarm is open, nothing is shown: an open one comes first.
  if (alarms === null) return null;
  const [alarm] = alarms;
  if (alarm) {
    const left = () => setAlarms((before) => others(before, alarm));
    return <Protocol key={alarm.fact.id} alarm={alarm} change={change} left={left} />;
  }
  return <AlarmContext.Provider value={change}>{children}</AlarmContext.Provider>;
}

function others(alarms: readonly Alarm[] | null, { about }: Alarm): Alarm[] {
  return (alarms ?? []).filter((alarm) => alarm.about !== about);
}

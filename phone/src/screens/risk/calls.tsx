// Whom to call, one tap each, from what is kept on the phone: nothing here waits for a network.
import type { ComponentChildren } from "preact";
import type { OnDuty, ShiftAhead, Territory } from "../../wire/field.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";

/** `from`: whose shift begins only then. */
export type Called = Pick<OnDuty, "duty" | "user" | "name"> & { number: string; from?: string };

const ORDER = ["clinician_on_call", "coordinator", "administrator"];

/**
 * Whoever has the duty now, each once; those without a number are left out. `first`: whom to call before the others.
 * The phone may not have heard from the server for days: its rota says who is on duty at this hour, and who had the
 * duty then is called only where the rota has nobody for it.
 */
export function calledNow(
  { shifts, on_duty }: Pick<Territory, "shifts" | "on_duty">,
  now: Date,
  first: readonly string[] = [],
): Called[] {
  const isNow = (shift: ShiftAhead) => new Date(shift.starts_at) <= now && now < new Date(shift.ends_at);
  const inRota = shifts.filter((shift) => isNow(shift) && shift.phone);
  const all = [...inRota, ...on_duty.filter(({ duty }) => !inRota.some((shift) => shift.duty === duty))];
  const order = [...first, ...ORDER];
  const called = all.flatMap(({ duty, user, name, phone }) => (phone ? [{ duty, user, name, number: phone }] : []));
  const once = called.filter((one, n) => called.findIndex(({ user }) => user === one.user) === n);
  return once.sort((one, other) => order.indexOf(one.duty) - order.indexOf(other.duty));
}

/**
 * Whom somebody calls who may be on duty themselves: nobody is told to call their own number. Where nobody else has that
 * duty now, whoever has it next stands in their place.
 */
export function calledBy(
  viewer: string,
  territory: Pick<Territory, "shifts" | "on_duty">,
  now: Date,
  first: readonly string[] = [],
): { called: Called[]; isOnDuty: boolean } {
  const all = calledNow(territory, now, first);
  const own = all.find(({ user }) => user === viewer);
  const others = all.filter(({ user }) => user !== viewer);
  if (!own) return { called: others, isOnDuty: false };
  if (others.some(({ duty }) => duty === own.duty)) return { called: others, isOnDuty: true };
  const isNext = ({ duty, user, starts_at }: ShiftAhead) =>
    duty === own.duty && user !== viewer && new Date(starts_at) > now;
  const next = territory.shifts.find((shift) => isNext(shift) && shift.phone);
  const { duty, user, name, phone, starts_at } = next ?? {};
  return {
    called: next ? [{ duty, user, name, number: phone, from: starts_at } as Called, ...others] : others,
    isOnDuty: true,
  };
}

function useCalled(first: readonly string[] = []) {
  const { phone, clock } = useCampo();
  return phone.territory ? calledBy(phone.user.id, phone.territory, clock.now, first) : { called: [], isOnDuty: false };
}

const dialed = (number: string): string => number.replace(/[^\d+*#]/g, "");

export function Calls({ first }: { first?: readonly string[] }) {
  const { words, clock, phone } = useCampo();
  const say = words.risk;
  const { called, isOnDuty } = useCalled(first);
  const { lastSyncAt } = phone.state;
  const nobody = phone.content ? (isOnDuty ? say.onDutyNobody : say.noDuty) : say.noNumbers;
  return (
    <section aria-label={say.calls} class="calls">
      {isOnDuty && (
        <p>
          <strong>{say.onDuty}</strong>
        </p>
      )}
      {called.length === 0 && <p class="trouble">{nobody}</p>}
      {called.map(({ duty, user, name, number, from }) => (
        <a class="btn red duty" key={user} href={`tel:${dialed(number)}`}>
          <strong>{from ? say.callNext : (say.callDuty[duty] ?? say.callLine(number))}</strong>
          <span>{from ? say.from(name, clock.when(from)) : name}</span>
        </a>
      ))}
      {called.length > 0 && lastSyncAt && <p class="soft small">{say.numbersFrom(clock.when(lastSyncAt))}</p>}
    </section>
  );
}

/** The help lines; `apart`: those that stand elsewhere on the same screen. */
export function Lines({ apart = [] }: { apart?: readonly string[] }) {
  const { phone, words } = useCampo();
  const numbers = (phone.content?.risk.lines ?? []).map(({ number }) => number);
  const left = numbers.filter((number) => !apart.includes(number));
  if (left.length === 0) return null;
  return (
    <section>
      <h2>{words.risk.lines}</h2>
      <LineCalls numbers={left} />
    </section>
  );
}

/** Some of the help lines, in the order in which they are called. */
export function LineCalls({ numbers }: { numbers: readonly string[] }) {
  const { phone, words, clock } = useCampo();
  const all = phone.content?.risk.lines ?? [];
  return (
    <ul class="calls" aria-label={words.risk.lines}>
      {numbers
        .flatMap((number) => all.find((line) => line.number === number) ?? [])
        .map(({ number, name, last_checked }) => (
          <li key={number}>
            <a class="btn quiet line" href={`tel:${dialed(number)}`}>
              <strong class="number">{number}</strong>
              <span>
                {said(name, phone.lang)} <span class="soft">({words.risk.checked(clock.dayOf(last_checked))})</span>
              </span>
            </a>
          </li>
        ))}
    </ul>
  );
}

/** For a phone without data: a text that names nobody, and a code that leads to the record. */
export function Messages({ code, sent }: { code: string; sent(): void }) {
  const { words } = useCampo();
  const say = words.risk;
  const text = encodeURIComponent(say.smsText(code));
  return (
    <details>
      <summary>{say.sms}</summary>
      <p>{say.smsWhy}</p>
      <div class="calls">
        {useCalled().called.map(({ user, name, number }) => (
          <a class="btn quiet" key={user} href={`sms:${dialed(number)}?body=${text}`} onClick={sent}>
            {say.smsTo(name)}
          </a>
        ))}
      </div>
      <p>
        {say.code}: <span class="code">{code}</span>
      </p>
      <p class="soft">{say.codeWhy}</p>
    </details>
  );
}

/** What an agent may and may not do. */
export function Rules() {
  const { phone, words } = useCampo();
  const risk = phone.content?.risk;
  const list = (texts: readonly Record<string, string>[] = []) =>
    texts.map((text) => <li key={said(text, "es")}>{said(text, phone.lang)}</li>);
  return (
    <>
      <Told title={words.risk.may}>{list(risk?.agent_may)}</Told>
      <Told title={words.risk.mayNot}>{list(risk?.agent_may_not)}</Told>
    </>
  );
}

function Told({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{title}</summary>
      <ul class="may">{children}</ul>
    </details>
  );
}

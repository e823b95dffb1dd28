// Whom to call, one tap each, from what is kept on the phone: nothing here waits for a network.
import type { ComponentChildren } from "preact";
import type { OnDuty, ShiftAhead, Territory } from "../../wire/field.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";

export type Called = Pick<OnDuty, "duty" | "user" | "name"> & { number: string };

const ORDER = ["clinician_on_call", "coordinator", "administrator"];

/** Whoever has the duty now, each once, in the order in which they are called; those without a number are left out. */
export function calledNow({ shifts, on_duty }: Pick<Territory, "shifts" | "on_duty">, now: Date): Called[] {
  const isNow = (shift: ShiftAhead) => new Date(shift.starts_at) <= now && now < new Date(shift.ends_at);
  // The phone may not have heard from the server for days: the rota it holds goes before who had the duty then.
  const all = [...shifts.filter(isNow), ...on_duty];
  const called = all.flatMap(({ duty, user, name, phone }) => (phone ? [{ duty, user, name, number: phone }] : []));
  const once = called.filter((one, n) => called.findIndex(({ user }) => user === one.user) === n);
  return once.sort((one, other) => ORDER.indexOf(one.duty) - ORDER.indexOf(other.duty));
}

function useCalled(): Called[] {
  const { phone, clock } = useCampo();
  return phone.territory ? calledNow(phone.territory, clock.now) : [];
}

const dialed = (number: string): string => number.replace(/[^\d+*#]/g, "");

export function Calls() {
  const { words, clock, phone } = useCampo();
  const say = words.risk;
  const called = useCalled();
  const { lastSyncAt } = phone.state;
  return (
    <section aria-label={say.calls} class="calls">
      {called.length === 0 && <p class="trouble">{say.noDuty}</p>}
      {called.map(({ duty, user, name, number }) => (
        <a class="btn red duty" key={user} href={`tel:${dialed(number)}`}>
          <strong>{say.callDuty[duty] ?? say.callLine(number)}</strong>
          <span>{name}</span>
        </a>
      ))}
      {called.length > 0 && lastSyncAt && <p class="soft small">{say.numbersFrom(clock.when(lastSyncAt))}</p>}
    </section>
  );
}

export function Lines() {
  const { phone, words, clock } = useCampo();
  const say = words.risk;
  const lines = phone.content?.risk.lines ?? [];
  return (
    <section>
      <h2>{say.lines}</h2>
      <ul class="calls">
        {lines.map(({ number, name, last_checked }) => (
          <li key={number}>
            <a class="btn quiet line" href={`tel:${dialed(number)}`}>
              <strong class="number">{number}</strong>
              <span>
                {said(name, phone.lang)} <span class="soft">({say.checked(clock.dayOf(last_checked))})</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
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
        {useCalled().map(({ user, name, number }) => (
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

// An alarm survives whatever happens to the phone, at whichever write.

import { describe, expect, test } from "vitest";
import type { Instrument } from "../../src/engine/index.ts";
import { newAlarms } from "../../src/screens/asking/answers.ts";
import { begin, draftOf, type Form, factOf, keyOf } from "../../src/screens/asking/form.ts";
import { type Alarm, alarmOf, keep, leave, openAlarms } from "../../src/screens/risk/alarm.ts";
import { smsCode } from "../../src/screens/risk/sms_code.ts";
import type { Draft, Phone } from "../../src/sync/phone.ts";
import type { Fact } from "../../src/wire/field.ts";
import { SHELVES } from "../engine/content.ts";

const VISIT = SHELVES.flatMap((shelf) => shelf.instruments).find((one) => one.id === "home_visit") as Instrument;
const PERSON = "019400aa-0000-7000-8000-0000000000a1";

/** What is written on a phone that dies at the write of this number. */
class DyingPhone {
  readonly facts: Fact[] = [];
  readonly kept = new Map<string, Draft>();
  diesAt = Number.POSITIVE_INFINITY;
  writes = 0;

  readonly drafts = {
    get: async (key: string) => this.kept.get(key),
    put: async (key: string, draft: Draft) => this.write(() => this.kept.set(key, structuredClone(draft))),
    drop: async (key: string) => this.write(() => this.kept.delete(key)),
    all: async () => [...this.kept].map(([key, draft]) => ({ key, draft })),
  };

  async record(fact: Fact): Promise<Fact> {
    this.write(() => this.facts.push(fact));
    return fact;
  }

  pending() {
    return this.facts.map((fact) => ({ fact, state: "waiting" as const }));
  }

  written() {
    return this.pending();
  }

  woken(): Phone {
    this.diesAt = Number.POSITIVE_INFINITY;
    return this as unknown as Phone;
  }

  private write(what: () => unknown): void {
    this.writes += 1;
    if (this.writes > this.diesAt) throw new Error("The phone is dead.");
    what();
  }
}

function raised(form: Form, answers: Form["answers"]): Alarm {
  return alarmOf({ ...form, at: "harm_now" }, VISIT, answers, newAlarms(VISIT, answers, form.told), "es");
}

const begun = () => begin("visit", PERSON, VISIT, "hash");

describe.each([1, 2, 3, 4])("the phone dies after write %i of an alarm", (diesAt) => {
  test("awake again it shows the protocol, and the answer is recorded once", async () => {
    const phone = new DyingPhone();
    phone.diesAt = diesAt;
    const alarm = raised(begun(), { suicide: 1 });
    await keep(phone as unknown as Phone, alarm).catch(() => {});
    const [woken, ...others] = await openAlarms(phone.woken());
    expect(others).toEqual([]);
    expect(woken?.about).toBe(alarm.about);
    expect(phone.facts.map((fact) => fact.id)).toEqual([alarm.about]);
    expect(phone.kept.get(keyOf(alarm.form))?.values).toMatchObject({ isRecorded: true, told: ["suicide"] });
  });
});

test("the fact of an alarm says what was answered and nothing about the rest", () => {
  const { fact } = raised(begun(), { alone: 1, suicide: 1 });
  expect(fact).toMatchObject({ kind: "visit_made", body: { outcome: "seen", answers: { alone: 1, suicide: 1 } } });
});

test("a second alarm completes the fact of the first", async () => {
  const first = raised(begun(), { suicide: 1 });
  const second = raised(first.form, { suicide: 1, harm_now: 1 });
  expect(second.about).toBe(first.about);
  expect(second.level).toBe("high");
  expect(second.fact).toMatchObject({
    kind: "fact_corrected",
    body: { target: first.about, of: "visit_made", instead: { answers: { suicide: 1, harm_now: 1 } } },
  });
  expect(second.fact.id).not.toBe(first.fact.id);
});

test("a form without an alarm is one fact, and what was agreed stays apart when one completes it", () => {
  const form = { ...begun(), agreed: "Ir a la cita" };
  expect(factOf(form, {}, "es")).toMatchObject({ id: form.fact, body: { identity: { agreed: "Ir a la cita" } } });
  const completed = factOf({ ...form, isRecorded: true }, {}, "es");
  expect(completed).toMatchObject({ body: { identity: { agreed: "Ir a la cita" } } });
  expect(completed).not.toHaveProperty("body.instead.identity");
});

test("only leaving the protocol ends an alarm, and it is recorded before it is forgotten", async () => {
  const phone = new DyingPhone();
  const alarm = await keep(phone as unknown as Phone, raised(begun(), { suicide: 1 }));
  phone.diesAt = phone.writes + 1; // dies after recording, before the draft is dropped
  await leave(phone as unknown as Phone, alarm, "person_left", null).catch(() => {});
  expect(phone.facts.map((fact) => fact.kind)).toEqual(["visit_made", "protocol_followed"]);
  expect(await openAlarms(phone.woken())).toHaveLength(1);
  await leave(phone.woken(), alarm, "person_left", "7QK2MD");
  expect(phone.facts.at(-1)).toMatchObject({
    body: { about: alarm.about, left_because: "person_left", sms_code: "7QK2MD" },
  });
  expect(await openAlarms(phone.woken())).toEqual([]);
});

test("a half-done form stays where it is while the alarm goes", async () => {
  const phone = new DyingPhone();
  const form = begun();
  await phone.drafts.put(keyOf(form), draftOf(form));
  const alarm = await keep(phone as unknown as Phone, raised(form, { suicide: 1 }));
  await leave(phone as unknown as Phone, alarm, null, null);
  expect([...phone.kept.keys()]).toEqual([keyOf(form)]);
});

test("the code of the message is the end of the fact's id, in letters that cannot be misread", () => {
  expect(smsCode("019400aa-0000-7000-8000-000000000000")).toBe("000000");
  expect(smsCode("019400aa-0000-7000-8000-00003fffffff")).toBe("ZZZZZZ");
  expect(smsCode("019400aa-0000-7000-8000-0000c0000001")).toBe("000001");
});

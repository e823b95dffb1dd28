// An alarm survives whatever happens to the phone, at whichever write.

import { describe, expect, test } from "vitest";
import type { Instrument } from "../../src/engine/index.ts";
import { newAlarms } from "../../src/screens/asking/answers.ts";
import { begin, draftOf, type Form, factOf, keyOf } from "../../src/screens/asking/form.ts";
import { type Alarm, alarmOf, keep, leave, noticeOf, openAlarms } from "../../src/screens/risk/alarm.ts";
import { calledBy, calledNow } from "../../src/screens/risk/calls.tsx";
import { dangersOf, stepsAt } from "../../src/screens/risk/dangers.ts";
import { smsCode } from "../../src/screens/risk/sms_code.ts";
import type { Draft, Phone } from "../../src/sync/phone.ts";
import type { Content } from "../../src/wire/content.ts";
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

  readonly danger = { record: (fact: Fact, draft?: string) => this.record(fact, draft), keep: this.drafts.put };

  async record(fact: Fact, draft = ""): Promise<Fact> {
    this.write(() => {
      this.facts.push(fact);
      this.kept.delete(draft);
    });
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
    expect(phone.kept.get(keyOf(alarm.form as Form))?.values).toMatchObject({ isRecorded: true, told: ["suicide"] });
  });
});

test("the fact of an alarm says what was answered and nothing about the rest", () => {
  const { fact } = raised(begun(), { alone: 1, suicide: 1 });
  expect(fact).toMatchObject({ kind: "visit_made", body: { outcome: "seen", answers: { alone: 1, suicide: 1 } } });
});

test("a second alarm completes the fact of the first", async () => {
  const first = raised(begun(), { suicide: 1 });
  const second = raised(first.form as Form, { suicide: 1, harm_now: 1 });
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

test("only leaving the protocol ends an alarm, and it is recorded and forgotten in one go", async () => {
  const phone = new DyingPhone();
  const alarm = await keep(phone as unknown as Phone, raised(begun(), { suicide: 1 }));
  phone.diesAt = phone.writes; // dies while it is recorded
  await leave(phone as unknown as Phone, alarm, "person_left", null).catch(() => {});
  expect(phone.facts.map((fact) => fact.kind)).toEqual(["visit_made"]);
  expect(await openAlarms(phone.woken())).toHaveLength(1);
  await leave(phone.woken(), alarm, "person_left", "7QK2MD");
  expect(phone.facts.map((fact) => fact.kind)).toEqual(["visit_made", "protocol_followed"]);
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

// --- What was heard of outside of any form ----------------------------------------------------------------------------

const NOTICE = SHELVES.flatMap((shelf) => shelf.instruments).find((one) => one.id === "danger_notice") as Instrument;

/** Heard of somebody whom nobody had registered. */
function noticed(sign: string): Alarm {
  const registration = { id: "r1", person: PERSON, kind: "person_registered", body: { home: "150106-01" } } as const;
  return { ...noticeOf(PERSON, NOTICE, sign, "hash", "es"), registration };
}

describe.each([1, 2, 3, 4])("the phone dies after write %i of a notice", (diesAt) => {
  test("awake again it shows the protocol; who it is about and what was heard are recorded once, in this order", async () => {
    const phone = new DyingPhone();
    phone.diesAt = diesAt;
    const alarm = noticed("suicide");
    await keep(phone as unknown as Phone, alarm).catch(() => {});
    expect(await openAlarms(phone.woken())).toHaveLength(1);
    expect(phone.facts.map((fact) => fact.kind)).toEqual(["person_registered", "answers_given"]);
    expect(phone.facts[1]).toMatchObject({ body: { instrument: "danger_notice", answers: { suicide: 1 } } });
  });
});

test("every sign that can be heard of raises the alarm, and says of which sign it was left", async () => {
  for (const { code } of NOTICE.items) {
    const phone = new DyingPhone();
    const alarm = await keep(phone as unknown as Phone, noticed(code));
    expect(alarm.kind === "suicide").toBe(["suicide", "harm_now"].includes(code));
    await leave(phone as unknown as Phone, alarm, "other", null);
    expect(phone.facts.at(-1)).toMatchObject({ kind: "protocol_followed", body: { signs: [code] } });
    expect(phone.kept.size).toBe(0);
  }
});

const say = { es: "x", en: "x" };
const step = (code: string) => ({ code, say });
const CONTENT = {
  dangers: [
    { id: "violence", signs: ["violence"], steps: [step("alone"), step("call_duty")] },
    { id: "medicines", signs: ["stopped_medicine", "strong_effects"], steps: [step("tell")] },
  ],
  risk: { levels: [{ level: "high", protocol: [step("stay"), step("call_duty")] }] },
} as unknown as Content;

test("the steps are those of the danger; suicide keeps its own before them, and no step stands twice", () => {
  const codes = (signs: string[], isSuicide: boolean) =>
    stepsAt(CONTENT, "high", signs, isSuicide).map((one) => one.code);
  expect(codes(["violence"], false)).toEqual(["alone", "call_duty"]);
  expect(codes(["harm_now", "violence"], true)).toEqual(["stay", "call_duty", "alone"]);
  expect(codes(["harm_now"], true)).toEqual(["stay", "call_duty"]);
  expect(codes(["unheard_of"], false)).toEqual(["stay", "call_duty"]);
});

test("content of before there were steps shows those of its level", () => {
  const { dangers: _, ...older } = CONTENT;
  expect(stepsAt(older as Content, "high", ["violence"], false).map((one) => one.code)).toEqual(["stay", "call_duty"]);
  expect(dangersOf(older as Content, ["violence"])).toEqual([]);
});

test("signs of one protocol show it once", () => {
  expect(dangersOf(CONTENT, ["strong_effects", "stopped_medicine"]).map(({ id }) => id)).toEqual(["medicines"]);
});

// --- Whom to call -------------------------------------------------------------------------------------------------------

const shift = (user: string, duty: string, from: number, to: number) => ({
  user,
  duty,
  name: user,
  phone: "999",
  starts_at: `2026-11-27T${String(from).padStart(2, "0")}:00:00Z`,
  ends_at: `2026-11-27T${String(to).padStart(2, "0")}:00:00Z`,
});
const at = (hour: number) => new Date(`2026-11-27T${String(hour).padStart(2, "0")}:30:00Z`);
const ROTA = {
  shifts: [shift("ana", "clinician_on_call", 6, 12), shift("bea", "clinician_on_call", 12, 18)],
  on_duty: [
    { user: "ana", duty: "clinician_on_call", name: "ana", phone: "999" },
    { user: "coco", duty: "coordinator", name: "coco", phone: "999" },
  ],
} as unknown as Parameters<typeof calledNow>[0];

test("whoever is on duty at this hour is called, and nobody whose shift is over", () => {
  const called = (hour: number, first?: string[]) => calledNow(ROTA, at(hour), first).map(({ user }) => user);
  expect(called(7)).toEqual(["ana", "coco"]);
  expect(called(13)).toEqual(["bea", "coco"]);
  expect(called(13, ["coordinator"])).toEqual(["coco", "bea"]);
});

test("where the rota has nobody for this hour, whoever had the duty when the phone last heard is called", () => {
  expect(calledNow(ROTA, at(20)).map(({ user }) => user)).toEqual(["ana", "coco"]);
});

test("nobody is told to call their own number: whoever is next in the rota stands in its place", () => {
  const { called, isOnDuty } = calledBy("ana", ROTA, at(7));
  expect(isOnDuty).toBe(true);
  expect(called.map(({ user }) => user)).toEqual(["bea", "coco"]);
  expect(called[0]?.from).toBe("2026-11-27T12:00:00Z");
  expect(calledBy("bea", ROTA, at(13)).called.map(({ user }) => user)).toEqual(["coco"]);
});

test("whoever shares the duty is called now, and nobody who comes later", () => {
  const shared = { ...ROTA, shifts: [...ROTA.shifts, shift("dora", "clinician_on_call", 6, 12)] } as typeof ROTA;
  expect(calledBy("ana", shared, at(7)).called.map(({ user }) => user)).toEqual(["dora", "coco"]);
});

test("whoever is not on duty calls as the rota says", () => {
  expect(calledBy("eva", ROTA, at(7))).toEqual({ called: calledNow(ROTA, at(7)), isOnDuty: false });
});

// Written by wire.ts from spec/schemas/bundle.json; change that, then `npm run wire`.

/** Ages in completed years, both ends included. Codes sort from the youngest to the oldest. */
export type AgeGroup = {
  code: string;
  from: number;
  name: Record<string, string>;
  to?: number | null;
};

/** Ages in completed years the instrument is meant for, both ends included. */
export type Ages = {
  at_least: number;
  at_most?: number | null;
};

/** A named stretch of a scale, both ends included. */
export type Band = {
  code: string;
  from: number;
  label: Record<string, string>;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  to: number;
};

/** All content, compiled. `hash` is the SHA-256 of its canonical JSON with an empty `hash`. */
export type Bundle = {
  codes: Array<CodeList>;
  consents?: Array<ConsentText>;
  dangers?: Array<DangerProtocol>;
  hash?: string;
  indicators: Array<IndicatorSet>;
  instruments: Array<Instrument>;
  programs: Array<Program>;
  risk: RiskRules;
  words: Record<string, Record<string, string>>;
};

/** What counts as a change on one scale. A rule that is not known for the instrument is absent. */
export type ChangeRules = {
  deterioration?: Points | null;
  important?: Points | null;
  recovery?: Crossing | null;
  relapse?: Return | null;
  reliable?: Points | null;
  remission?: Crossing | null;
  response?: Response | null;
  scale: string;
};

/** A list of options several items share. */
export type Choices = {
  code: string;
  options: Array<Option>;
};

/** One entry of a code list. The code is text, with its point. */
export type Code = {
  code: string;
  name: Record<string, string>;
};

/** A list of codes from a standard, or the part of it that is used here. */
export type CodeList = {
  codes: Array<Code>;
  id: string;
  license: string;
  name: Record<string, string>;
  sign_off: "awaiting" | "signed";
  source: string;
  version: string;
};

/** True when the item's answer is one of the values, or a number not below `at_least`. */
export type Condition = {
  at_least?: number | null;
  is?: Array<number | "dont_know" | "not_asked" | "refused">;
  item: string;
};

/** The words of one consent in one version. `consent_given.text_version` names it, together with the scope. */
export type ConsentText = {
  scope: "care" | "messages" | "research" | "sharing";
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  text: Record<string, string>;
  version: string;
};

/** One scheduled contact. A contact made at `opens` or later, counted from the assessment, fulfils it. */
export type ContactStep = {
  due: string;
  opens: string;
};

/** A schedule of follow-up contacts. With `then_every` it goes on for as long as the risk lasts. */
export type ContactTemplate = {
  id: string;
  name: Record<string, string>;
  sign_off: "awaiting" | "signed";
  source: string;
  steps: Array<ContactStep>;
  tag: "D" | "K" | "V";
  then_every?: string | null;
};

/** What the flat tables need to know to name what they count. Codes of instruments, programs and stages. */
export type Counting = {
  age_groups: Array<AgeGroup>;
  anxiety: Array<string>;
  care_stages: Array<string>;
  depression: Array<string>;
  enough_sessions: number;
  medicines?: Medicines | null;
  outcome_instrument: string;
  outcomes: Array<Outcome>;
  program: string;
  silence: Silence;
  visit_kept_within_days: number;
};

/** From a total of at least `from_at_least` to one below `to_below`. */
export type Crossing = {
  from_at_least: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  to_below: number;
};

/** The total from which a scale is positive, for whom, and from which day it is in force. */
export type Cutoff = {
  ages?: Ages | null;
  at_least: number;
  population?: string;
  sex?: "female" | "male" | null;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  since: string;
  source: string;
  tag: "D" | "K" | "V";
};

/** What an agent does, and does not do, at a sign of danger other than suicide. What is done about suicide stands in the levels of risk below, and no protocol of danger takes its place. */
export type DangerProtocol = {
  avoid: Array<Record<string, string>>;
  duties: Array<"administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator">;
  id: string;
  lines: Array<string>;
  name: Record<string, string>;
  sign_off: "awaiting" | "signed";
  signs: Array<string>;
  source: string;
  steps: Array<ProtocolStep>;
  tag: "D" | "K" | "V";
  title: Record<string, string>;
  version: string;
};

/** An answer that is acted on whatever the total. `clock` is the level whose deadlines run until a professional has assessed the person: `unassessed` for an answer that must be looked into, `high` for one that leaves no doubt. */
export type Flag = {
  clock: "high" | "low" | "moderate" | "unassessed";
  code: string;
  is: Array<number>;
  item: string;
  kind: "danger" | "psychosis" | "suicide" | "violence";
  meaning: Record<string, string>;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

export type HelpLine = {
  hours: Record<string, string>;
  last_checked: string;
  name: Record<string, string>;
  number: string;
  source: string;
};

/** One number, or one share with what it is a share of. `days` and `hours` are the time that something may take; `outcome` names one of the moments of `Counting`. Texts may name {days}, {hours} and, of `Counting`, {sessions}, {visit_kept}, {silence} and {silence_at_risk}. */
export type Indicator = {
  ambiguity?: Record<string, string> | null;
  counts: "agent_visits" | "agent_visits_that_found" | "brought_back" | "days_to_professional" | "enough_sessions" | "lost_to_follow_up" | "measured_again" | "medicine_gap" | "package_complete" | "people_accompanied" | "people_diagnosed" | "people_in_psychological_care" | "people_referred" | "people_screened" | "people_with_anxiety_signs" | "people_with_depression_signs" | "people_with_suicidal_ideation" | "planned_visits_made" | "positive_when_screened" | "psychological_sessions" | "referral_accepted" | "referral_attended" | "referral_counter_referred" | "relapsed" | "remitted" | "responded" | "risk_seen_by_professional" | "risk_with_safety_plan" | "seen_by_professional" | "staff_visits" | "staff_visits_that_found" | "treatment_started" | "worsened";
  days?: number | null;
  definition: Record<string, string>;
  denominator?: Record<string, string> | null;
  hours?: number | null;
  id: string;
  name: Record<string, string>;
  numerator?: Record<string, string> | null;
  outcome?: string | null;
  published?: Published | null;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  unit: "events" | "people";
};

/** The indicators of a program, in the order in which they are shown. */
export type IndicatorSet = {
  cascade: Array<Indicator>;
  counting: Counting;
  id: string;
  license: string;
  name: Record<string, string>;
  sign_off: "awaiting" | "signed";
  source: string;
  version: string;
  year: Array<Indicator>;
};

/** A versioned questionnaire. Old versions stay: an answer set names the version it was given in. */
export type Instrument = {
  ages: Ages;
  asked_by: Array<"agent" | "clinician" | "self">;
  change?: ChangeRules | null;
  choices?: Array<Choices>;
  flags?: Array<Flag>;
  id: string;
  intro?: Record<string, string> | null;
  items: Array<Item>;
  kind: "assessment" | "notice" | "screening" | "visit";
  leads_to?: Array<string>;
  levels?: Array<Level>;
  license: License;
  loinc?: string | null;
  name: Record<string, string>;
  positive?: Array<Positive>;
  purpose: Record<string, string>;
  recall_days?: number | null;
  scales?: Array<Scale>;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  validity?: Array<Validity>;
  version: string;
  wording: Array<Wording>;
};

/** One question. Answered from `choices` or, for counts, with a `number`. Asked when every condition of `asked_if_all` holds and one of `asked_if_any`; an empty list demands nothing. Conditions may only name items that come before. `text` is absent where the words may not be shipped. */
export type Item = {
  asked_if_all?: Array<Condition>;
  asked_if_any?: Array<Condition>;
  choices?: string | null;
  code: string;
  loinc?: string | null;
  number?: Number | null;
  scored?: boolean;
  text?: Record<string, string> | null;
};

/** A risk level and the answers that give it. Levels are listed from the most severe. */
export type Level = {
  any_of: Array<Condition>;
  label: Record<string, string>;
  level: "high" | "low" | "moderate";
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** On what terms the instrument may be used, and whether its text may travel with the software. */
export type License = {
  holder: string;
  ships_text: boolean;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  terms: string;
};

/** What answers at a visit or a call say of medicines: that the person is to take some, and that they go without. One condition met is enough. Items are those of the home-visit form. */
export type Medicines = {
  gap: Array<Condition>;
  prescribed: Array<Condition>;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** How many of a scale's items may lack a value for the total still to be given, prorated. 0: none. */
export type MissingRule = {
  prorate_up_to: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** An event that matches `when` takes a person who stands in one of `after` to the stage `to`. Who is not in the program yet stands in "none". */
export type Move = {
  after: Array<string>;
  to: string;
  when: Array<Trigger>;
};

/** One entry of a closed list: a stage, an exit, an intervention, a reason. */
export type Named = {
  id: string;
  name: Record<string, string>;
};

/** Limits of an item answered with a count, both ends included. */
export type Number = {
  at_least: number;
  at_most: number;
  unit: Record<string, string>;
};

/** One possible answer. Its value is what it scores. */
export type Option = {
  label: Record<string, string>;
  loinc?: string | null;
  value: number;
};

/** A moment after care began at which people are measured again: the measurement nearest to `days` counts, no earlier than `earliest` and no later than `latest`. */
export type Outcome = {
  days: number;
  earliest: number;
  id: "month_6" | "week_12";
  latest: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** A difference between two totals that counts. */
export type Points = {
  points: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** One way for the instrument to come out positive: a scale at its cut-off, or any of some answers. */
export type Positive = {
  any_of?: Array<Condition>;
  code: string;
  meaning: Record<string, string>;
  scale?: string | null;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** One program's content. Moves are tried in the order in which they are written; the first that fits counts. */
export type Program = {
  exits: Array<Named>;
  id: string;
  interventions: Array<Named>;
  license: string;
  moves: Array<Move>;
  name: Record<string, string>;
  referral_reasons: Array<Named>;
  referral_services: Array<Named>;
  sign_off: "awaiting" | "signed";
  source: string;
  stages: Array<Named>;
  tasks: Array<TaskRule>;
  version: string;
};

/** One thing to do now. `code` is what is recorded when it was done. */
export type ProtocolStep = {
  code: string;
  say: Record<string, string>;
};

/** What an organization published about one year of its own. */
export type Published = {
  by: string;
  source: string;
  value: number;
};

/** A fall of at least `fall_percent` from a baseline of at least `from_at_least`. */
export type Response = {
  fall_percent: number;
  from_at_least: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** From a total below `from_below` back to one of at least `to_at_least`. A relapse when fewer than `recurrence_after_days` lie between the two, otherwise a recurrence. */
export type Return = {
  from_below: number;
  recurrence_after_days: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
  to_at_least: number;
};

/** The clocks of one level. `unassessed` is a flag that no professional has assessed yet. */
export type RiskLevel = {
  assess: string;
  contact_duty: "administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator";
  contacts: string | null;
  ladder: Array<Rung>;
  late_ladder: Array<Rung>;
  level: "high" | "low" | "moderate" | "none" | "unassessed";
  name: Record<string, string>;
  plan: string | null;
  protocol: Array<ProtocolStep>;
  reassess: string;
  sign_off: "awaiting" | "signed";
  source: string;
  tag: "D" | "K" | "V";
  urgency: "now" | "routine" | "today" | "week";
};

/** How a risk of suicide is answered, whatever program the person is in, or in none. */
export type RiskRules = {
  agent_may: Array<Record<string, string>>;
  agent_may_not: Array<Record<string, string>>;
  levels: Array<RiskLevel>;
  lines: Array<HelpLine>;
  sign_off: "awaiting" | "signed";
  source: string;
  templates: Array<ContactTemplate>;
  version: string;
};

/** A step of an escalation: when it is reached, this duty is told. */
export type Rung = {
  after: string;
  duty: "administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator";
};

/** A sum over named items. */
export type Scale = {
  bands?: Array<Band>;
  code: string;
  cutoffs?: Array<Cutoff>;
  items: Array<string>;
  loinc?: string | null;
  missing: MissingRule;
  name: Record<string, string>;
};

/** Days in care without any effective contact after which a person counts as lost, and with an open risk of one of `at_risk_levels`. */
export type Silence = {
  at_risk_levels: Array<"high" | "low" | "moderate" | "unassessed">;
  days: number;
  days_at_risk: number;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** Something that has to be done, from what opens it to what closes it. */
export type TaskRule = {
  clock?: "first" | "latest";
  closes: Array<Trigger>;
  due: string;
  duty: "administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator";
  each?: "person" | "referral";
  id: string;
  ladder?: Array<Rung>;
  late: string;
  name: Record<string, string>;
  opens: Array<Trigger>;
  record: string;
  shown_after?: string;
  sign_off: "awaiting" | "signed";
  source: string;
  tag: "D" | "K" | "V";
  urgency: "now" | "routine" | "today" | "week";
  while_risk?: Array<"high" | "low" | "moderate" | "none" | "unassessed">;
  while_stage?: Array<string>;
  why: Record<string, string>;
};

/** One line of a rule: it matches an event of this name for which all that is written here holds. */
export type Trigger = {
  answer?: Array<string>;
  at_least?: number | null;
  below?: number | null;
  by?: Array<string>;
  change?: Array<string>;
  definitive?: boolean | null;
  flag?: Array<string>;
  instrument?: Array<string>;
  level?: Array<"high" | "low" | "moderate" | "none" | "unassessed">;
  on: "agreed_date" | "assigned" | "attendance" | "contact" | "counter_referral" | "diagnosis" | "entered" | "handover" | "left" | "missed_contact" | "protocol" | "referral" | "referral_answer" | "registered" | "risk_assessment" | "risk_flag" | "safety_plan" | "screening" | "session" | "unasked_contact" | "unconfirmed_withdrawal";
  positive?: boolean | null;
  role?: Array<string>;
  sign?: Array<string>;
  suicide_asked?: boolean | null;
};

/** What a study found about the instrument in a population: for the reader, never computed with. */
export type Validity = {
  finding: Record<string, string>;
  population: string;
  sign_off?: "awaiting" | "signed" | null;
  signed_by?: string | null;
  signed_on?: string | null;
  source: string;
  tag: "D" | "K" | "V";
};

/** How far the words in one language can be trusted to be the instrument's own. `official`: compared with the official file. `copy`: taken from copies of the official form, not yet compared. `translation`: ours, not validated. `own`: the instrument is ours. `awaiting`: the text is not here until the official one or a permission arrives. */
export type Wording = {
  language: string;
  sign_off?: "awaiting" | "signed";
  source: string;
  status: "awaiting" | "copy" | "official" | "own" | "translation";
};

// Written by wire.ts from spec/field/openapi.json; change that, then `npm run wire`.

/** A user signs in on a phone; from then on the phone shows its token. */
export type SignIn = {
  username: string;
  password: string;
  device: string;
  app_version?: string;
};

/** `token` is told this once. With `public_key` the phone seals what is recorded before its first sync, too. */
export type SignedIn = {
  token: string;
  device: string;
  user: string;
  name: string;
  role: string;
  language: string;
  organization: string;
  time_zone: string;
  bundle: string;
  public_key: string;
};

/** Facts up, cards down. `cursor` is the one of the last answer, or null for everything. Each of `facts` is judged by itself, in their order. With `cards` false the facts are delivered and nothing is asked for: for a bad line, or pieces of one delivery. `territory` is the mark of the one that the phone holds, or null where it holds none yet; a phone that leaves it out is told of none. */
export type Sync = {
  cursor?: string | null;
  facts?: Array<Fact | unknown>;
  cards?: boolean;
  report?: Report | null;
  territory?: string | null;
};

/** How the phone is, for the coordination to see: `pending` facts have not arrived yet, those of this request among them; cards of `people` are on it; it shows, asks and scores by the content `bundle` (a hash). */
export type Report = {
  pending: number;
  people: number;
  app_version: string;
  bundle: string;
};

/** The answer to a sync. `accepted` are the ids of the facts that stand, those that were here already among them. `gone` are people who are no longer the user's. With `from_start` the cards begin anew: when the last page has come (`more` is false), whoever was not on one of them is gone too. `bundle` is the content in force, to be fetched when it changes. `people` is how many the server counts as the user's, told with the last page. `territory` is told when it is not the one held. */
export type Synced = {
  accepted: Array<string>;
  refused: Array<Refused>;
  cards: Array<Card>;
  gone: Array<string>;
  cursor: string | null;
  from_start: boolean;
  more: boolean;
  bundle: string;
  people: number | null;
  territory: Territory | null;
};

/** A fact that was not accepted. It is kept in quarantine, where a coordinator sees it; the phone keeps it too, until it is repaired and sent again under the same id. `n` is its place in the request, from 0. `message` says what is wrong and what to do, in the user's language; `expected`, `found` and `remedy` say it to a programmer. `due_at`: by when the coordination owes it an answer; null where it has been settled already. */
export type Refused = {
  n: number;
  id: string | null;
  code: "answers_unfit" | "before_birth" | "device_revoked" | "fault" | "id_reused" | "in_the_future" | "malformed" | "not_the_authors" | "out_of_reach" | "role_may_not" | "target_unfit" | "too_large" | "too_long_ago" | "unfit_text" | "unknown_code" | "unknown_instrument" | "unknown_kind" | "user_left";
  message: string;
  expected: string;
  found: string;
  remedy: string;
  due_at: string | null;
};

/** A person as this user may see them. What is not the user's to see is absent. */
export type Card = {
  person: string;
  picture: Picture;
  place?: string | null;
  shown?: string | null;
  identity?: PersonIdentity | null;
  network?: Array<Named>;
  plan?: Plan | null;
};

/** All that is known of one person today. */
export type Picture = {
  person: string;
  known: Known;
  enrolments?: Array<Enrolment>;
  alert?: Alert | null;
  risks?: Array<RiskSpell>;
  tasks?: Array<Task>;
  scores?: Array<Scored>;
  contacts?: Array<Contact>;
  contact_count?: number;
  last_contact_at?: string | null;
  missed_in_a_row?: number;
  diagnoses?: Array<Diagnosis>;
  referrals?: Array<ReferralState>;
  consents?: Array<[string, boolean]>;
  findings?: Array<Finding>;
};

/** Who the person is, as far as the care tier may know. */
export type Known = {
  sex?: string;
  birth_year?: number | null;
  birth_month?: number | null;
  home?: string | null;
  mother_tongue?: string | null;
  agent?: string | null;
  clinician?: string | null;
  registered_at?: string | null;
  erased?: boolean;
};

/** The person in one program. */
export type Enrolment = {
  program: string;
  stage: string;
  since: string;
  exit?: string | null;
};

/** An open risk of suicide. It always has a next deadline; only a professional closes it. */
export type Alert = {
  id: string;
  level: "high" | "low" | "moderate" | "none" | "unassessed";
  opened_at: string;
  due_at: string;
  due_rule: string;
  flags?: Array<Flagged>;
  assessed_at?: string | null;
  assessed_by?: string | null;
  acknowledged?: Acknowledgment | null;
  plan_at?: string | null;
  contacted_at?: string | null;
  followed?: Array<Followed>;
};

/** An answer that raised the alarm. */
export type Flagged = {
  fact: string;
  at: string;
  received_at: string;
  instrument: string;
  item: string;
  author: string;
  level?: "high" | "low" | "moderate" | "none" | "unassessed";
};

export type Acknowledgment = {
  by: string;
  at: string;
};

/** A protocol that somebody followed, or left, beside a person at risk. */
export type Followed = {
  fact: string;
  about: string;
  at: string;
  author: string;
  level: "high" | "low" | "moderate" | "none" | "unassessed";
  reached?: Array<string>;
  left_because?: string | null;
};

/** A risk from its first sign until a professional closed it. */
export type RiskSpell = {
  opened_at: string;
  level: "high" | "low" | "moderate" | "none" | "unassessed";
  closed_at?: string | null;
  assessed_at?: string | null;
  contacted_at?: string | null;
  plan_at?: string | null;
};

/** Something that has to be done. Its id comes from person, rule and triggering fact: made again, it is the same. */
export type Task = {
  id: string;
  rule: string;
  fact: string;
  opens_at: string;
  due_at: string;
  late_at: string;
  duty: "administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator";
  urgency: "now" | "routine" | "today" | "week";
  record: string;
  owner?: string | null;
  referral?: string | null;
  rungs?: Array<Rung>;
  why?: Reason;
};

/** When this moment passes, whoever has the duty is told. `name` makes the telling happen once. */
export type Rung = {
  name: string;
  at: string;
  duty: "administrator" | "agent" | "clinician" | "clinician_on_call" | "coordinator";
};

/** What a sentence that says *why* is filled with: the values that the content's text names. */
export type Reason = {
  instrument?: string | null;
  score?: number | null;
  band?: string | null;
  at?: string | null;
  times?: number | null;
  place?: string | null;
  signs?: Array<string>;
};

/** One answered instrument, scored. `total` absent means it could not be scored, never zero. */
export type Scored = {
  fact: string;
  at: string;
  instrument: string;
  version: string;
  total?: number | null;
  band?: string | null;
  band_level?: number | null;
  positive?: boolean | null;
  prorated?: boolean;
  flags?: Array<string>;
  suicide?: "clear" | "flagged" | "no_item" | "not_asked";
  change?: Array<string>;
};

/** A visit, call or session, done or attempted. */
export type Contact = {
  fact: string;
  at: string;
  by: "call" | "session" | "visit";
  role: string;
  author: string;
  effective: boolean;
  outcome?: string | null;
};

export type Diagnosis = {
  fact: string;
  at: string;
  code: string;
  certainty: string;
};

/** How far a referral has come. Each step keeps its own date. */
export type ReferralState = {
  id: string;
  at: string;
  facility: string;
  service: string;
  state: "accepted" | "answered" | "attended" | "missed" | "observed" | "rejected" | "sent";
  answered_at?: string | null;
  appointment_at?: string | null;
  attended_at?: string | null;
  counter_referral_at?: string | null;
};

/** Something about a person's facts that a human should know. Trouble is a value, never a blank screen. */
export type Finding = {
  code: string;
  fact: string;
  about?: string | null;
};

/** Who the person is and where they are found. Absent means not given; it never clears what was given before. */
export type PersonIdentity = {
  given_names?: string | null;
  father_surname?: string | null;
  mother_surname?: string | null;
  social_name?: string | null;
  document?: Document | null;
  birth_date?: string | null;
  phone?: string | null;
  address?: string | null;
  address_hint?: string | null;
  contact_wishes?: string | null;
};

/** An identity document. Never required: whoever has none is registered all the same. */
export type Document = {
  type: "birth_certificate" | "ce" | "cpp" | "dni" | "foreign" | "passport" | "ptp";
  number: string;
};

/** Somebody of the person's network, as last said. */
export type Named = {
  fact: string;
  named: ContactNamed;
};

/** Somebody of the person's network, and what that somebody may know. */
export type ContactNamed = {
  contact: string;
  identity?: ContactIdentity | null;
  relation: string;
  may_know: "errands_only" | "may_know" | "must_not_know";
  lives_near?: boolean | null;
};

export type ContactIdentity = {
  name: string;
  phone?: string | null;
};

/** The safety plan in force. */
export type Plan = {
  fact: string;
  at: string;
  plan: SafetyPlanWritten;
};

/** A safety plan was written or renewed together with the person. */
export type SafetyPlanWritten = {
  identity?: SafetyPlanWords | null;
  means_made_safe: "no" | "partly" | "unknown" | "yes";
  shared_with?: Array<string>;
};

/** The six steps, in the person's own words. Each step is a short list. */
export type SafetyPlanWords = {
  warning_signs?: Array<string>;
  coping?: Array<string>;
  distractions?: Array<string>;
  people_to_ask?: Array<string>;
  professionals?: Array<string>;
  safe_surroundings?: Array<string>;
};

/** What the phone keeps so that it can be used without a network. `mark` is sent back to say which one it holds; `public_key` is what a locked phone seals to: a point of P-256, 65 bytes, in base64url. */
export type Territory = {
  places: Array<PlaceAround>;
  workers: Array<Worker>;
  on_duty: Array<OnDuty>;
  shifts: Array<ShiftAhead>;
  facilities: Array<FacilityAround>;
  mark: string;
  public_key: string;
};

/** A place. `covered`: its people are within the user's reach, so that whoever lives there may be registered. */
export type PlaceAround = {
  code: string;
  name: string;
  kind: string;
  covered?: boolean;
};

/** An agent, a professional or a coordinator who covers some of the same places. */
export type Worker = {
  user: string;
  name: string;
  role: string;
  phone?: string | null;
};

/** Somebody who answers for a duty at this moment, whether by the rota or because nobody else does. */
export type OnDuty = {
  duty: string;
  user: string;
  name: string;
  phone?: string | null;
};

/** A shift that is under way or begins within two weeks: who will be on duty while the phone hears nothing. */
export type ShiftAhead = {
  duty: string;
  user: string;
  name: string;
  phone?: string | null;
  starts_at: string;
  ends_at: string;
};

export type FacilityAround = {
  code: string;
  name: string;
};

/** Facts from a phone that nobody can unlock. `sealed` is, in base64url, what was sealed to the server's key (ECDH on P-256, HKDF-SHA-256, AES-256-GCM): {"token": that of the device, "facts": as in a sync}. */
export type SealedDelivery = {
  device: string;
  sealed: string;
};

/** What was inside a seal. */
export type Opened = {
  token: string;
  facts: Array<Fact | unknown>;
};

/** The answer to a sealed delivery: the phone may delete what was accepted, and what was refused is kept here. */
export type Delivered = {
  accepted: Array<string>;
  refused: Array<RefusedSealed>;
};

/** A fact that is kept in quarantine. Why, and what it says, is told to nobody who holds a locked phone. */
export type RefusedSealed = {
  id: string | null;
  code: "answers_unfit" | "before_birth" | "device_revoked" | "fault" | "id_reused" | "in_the_future" | "malformed" | "not_the_authors" | "out_of_reach" | "role_may_not" | "target_unfit" | "too_large" | "too_long_ago" | "unfit_text" | "unknown_code" | "unknown_instrument" | "unknown_kind" | "user_left";
};

/** All facts of a person, the oldest first; corrections and withdrawals are among them. */
export type History = {
  person: string;
  facts: Array<PastFact>;
};

/** One fact of a person's history, as far as this user may see it. */
export type PastFact = {
  id: string;
  kind: string;
  happened_at: string;
  recorded_at: string;
  received_at: string;
  author: string;
  role: string;
  place?: string | null;
  body: Record<string, unknown>;
  identity?: Record<string, unknown> | null;
  note?: string | null;
};

/** Trouble as it travels. `found` never repeats a name, a document or an answer. */
export type Problem = {
  error: "bug" | "device_revoked" | "locked_out" | "malformed" | "not_signed_in" | "password_must_change" | "role_without_field" | "too_large" | "unavailable" | "unfit_cursor" | "unfit_seal" | "unknown_address" | "unknown_method" | "unknown_person" | "user_left" | "wrong_sign_in" | "wrong_type";
  expected: string;
  found: string;
  remedy: string;
};

/** Somebody became known to the program. */
export type PersonRegistered = {
  identity?: PersonIdentity | null;
  sex?: "female" | "intersex" | "male" | "unknown";
  birth_year?: number | null;
  birth_month?: number | null;
  home: string;
  mother_tongue?: string | null;
};

/** Something about the person was learned or has changed. Only what is present replaces what was known. */
export type DetailsGiven = {
  identity?: PersonIdentity | null;
  sex?: "female" | "intersex" | "male" | "unknown" | null;
  birth_year?: number | null;
  birth_month?: number | null;
  home?: string | null;
  mother_tongue?: string | null;
};

/** The person (or a guardian) said yes or no to one purpose. */
export type ConsentGiven = {
  scope: "care" | "messages" | "research" | "sharing";
  given: boolean;
  by?: "guardian" | "self";
  assent?: boolean | null;
  how: "electronic" | "spoken" | "written";
  text_version: string;
};

/** The person answered an instrument. Never a diagnosis. */
export type AnswersGiven = {
  instrument: string;
  version: string;
  answers: Record<string, number | "dont_know" | "not_asked" | "refused">;
  mode?: "imported" | "interviewer" | "self";
  language?: string;
  population?: string | null;
};

/** A professional's diagnosis, coded in CIE-10 (ICD-10 of the WHO). */
export type DiagnosisMade = {
  code: string;
  certainty: "definitive" | "presumptive" | "repeated";
  note?: string | null;
};

/** A professional's judgment of the risk of suicide. Level `none` closes an open risk. */
export type RiskAssessed = {
  level: "high" | "low" | "moderate" | "none";
  reason: "assessed_without_risk" | "clinical_judgment" | "died" | "recorded_for_another" | "recovered" | "structured_assessment";
  instrument_version?: string | null;
  answers?: Record<string, number | "dont_know" | "not_asked" | "refused"> | null;
  contacts?: string | null;
  next_contact_on?: string | null;
  note?: string | null;
};

export type ProgramEntered = {
  program: string;
};

export type ProgramLeft = {
  program: string;
  exit: string;
  note?: string | null;
};

/** A session of a professional with the person, or the person's absence from it. */
export type SessionHeld = {
  intervention: string;
  number?: number | null;
  of?: number | null;
  minutes?: number | null;
  modality?: "group" | "in_person" | "phone" | "video";
  attended?: boolean;
  note?: string | null;
};

/** A visit to the person's home. One that found nobody is a fact too. */
export type VisitMade = {
  outcome: "moved" | "not_home" | "refused" | "seen";
  form_version?: string | null;
  answers?: Record<string, number | "dont_know" | "not_asked" | "refused"> | null;
  next_visit_on?: string | null;
  identity?: AgreedWords | null;
};

export type AgreedWords = {
  agreed: string;
};

/** A phone call to the person. */
export type CallMade = {
  outcome: "no_answer" | "reached" | "refused" | "wrong_number";
  answers?: Record<string, number | "dont_know" | "not_asked" | "refused"> | null;
  form_version?: string | null;
  identity?: AgreedWords | null;
};

/** The person was referred to a service. The fact's own id is the referral's id. */
export type ReferralMade = {
  facility: string;
  service: string;
  reason: string;
  urgent?: boolean;
  identity?: AgreedWords | null;
};

export type ReferralAnswered = {
  referral: string;
  answer: "accepted" | "observed" | "rejected";
  appointment_at?: string | null;
};

export type AppointmentAttended = {
  referral: string;
  attended: boolean;
};

export type CounterReferralReceived = {
  referral: string;
  outcome: "continues_there" | "not_needed" | "returns_to_program" | "treated";
  note?: string | null;
};

/** From now on this worker accompanies (agent) or treats (clinician) the person. */
export type Assigned = {
  to: string;
  duty: "agent" | "clinician";
};

/** Somebody answered for an open risk: "I have it". It does not lower the risk. */
export type AlertAcknowledged = {
  alert: string;
  reached?: "agent" | "family" | "nobody" | "person" | null;
};

/** Whoever heard an answer that raises the alarm was shown the protocol: what they did, and whom they reached. It takes nothing up, lowers nothing and stops no ladder (clause K7). */
export type ProtocolFollowed = {
  about: string;
  level: "high" | "low" | "moderate" | "unassessed";
  signs?: Array<string>;
  done?: Array<string>;
  reached?: Array<"ambulance" | "coordinator" | "duty_clinician" | "family" | "help_line" | "nobody">;
  left_because?: "other" | "person_left" | "person_refused" | "somebody_else_took_over" | "unsafe_for_me" | null;
  sms_code?: string | null;
};

/** An agent proposes that somebody else accompany the person. The coordination decides. */
export type HandoverProposed = {
  to?: string | null;
  reason: "leaving" | "moved" | "other" | "person_asked" | "too_far" | "too_many";
};

/** The program told somebody that something is due. Recorded by the program itself. */
export type MessageSent = {
  about: string;
  rung: string;
  to: string;
  channel: string;
};

/** The fact `target` should have said this instead. The body is whole, in the shape of the target's kind; its `identity` and `note` stand beside it, so that they stay in their tiers. */
export type FactCorrected = {
  target: string;
  of: string;
  instead: Record<string, unknown>;
  identity?: Record<string, unknown> | null;
  note?: string | null;
  happened_at?: string | null;
};

/** The fact `target` should never have been recorded. */
export type FactWithdrawn = {
  target: string;
  reason: "mistake" | "recorded_twice" | "wrong_person";
};

/** The person's identity and all free words about them were erased; what remains names nobody. */
export type IdentityErased = {
  reason: "court_order" | "guardian_asked" | "person_asked" | "retention_ended";
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type PersonRegisteredSent = {
  id: string;
  person: string;
  kind: "person_registered";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: PersonRegistered;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type DetailsGivenSent = {
  id: string;
  person: string;
  kind: "details_given";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: DetailsGiven;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ConsentGivenSent = {
  id: string;
  person: string;
  kind: "consent_given";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ConsentGiven;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ContactNamedSent = {
  id: string;
  person: string;
  kind: "contact_named";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ContactNamed;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type AnswersGivenSent = {
  id: string;
  person: string;
  kind: "answers_given";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: AnswersGiven;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type DiagnosisMadeSent = {
  id: string;
  person: string;
  kind: "diagnosis_made";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: DiagnosisMade;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type RiskAssessedSent = {
  id: string;
  person: string;
  kind: "risk_assessed";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: RiskAssessed;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type SafetyPlanWrittenSent = {
  id: string;
  person: string;
  kind: "safety_plan_written";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: SafetyPlanWritten;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ProgramEnteredSent = {
  id: string;
  person: string;
  kind: "program_entered";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ProgramEntered;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ProgramLeftSent = {
  id: string;
  person: string;
  kind: "program_left";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ProgramLeft;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type SessionHeldSent = {
  id: string;
  person: string;
  kind: "session_held";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: SessionHeld;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type VisitMadeSent = {
  id: string;
  person: string;
  kind: "visit_made";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: VisitMade;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type CallMadeSent = {
  id: string;
  person: string;
  kind: "call_made";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: CallMade;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ReferralMadeSent = {
  id: string;
  person: string;
  kind: "referral_made";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ReferralMade;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ReferralAnsweredSent = {
  id: string;
  person: string;
  kind: "referral_answered";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ReferralAnswered;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type AppointmentAttendedSent = {
  id: string;
  person: string;
  kind: "appointment_attended";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: AppointmentAttended;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type CounterReferralReceivedSent = {
  id: string;
  person: string;
  kind: "counter_referral_received";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: CounterReferralReceived;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type AssignedSent = {
  id: string;
  person: string;
  kind: "assigned";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: Assigned;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type AlertAcknowledgedSent = {
  id: string;
  person: string;
  kind: "alert_acknowledged";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: AlertAcknowledged;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type ProtocolFollowedSent = {
  id: string;
  person: string;
  kind: "protocol_followed";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: ProtocolFollowed;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type HandoverProposedSent = {
  id: string;
  person: string;
  kind: "handover_proposed";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: HandoverProposed;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type MessageSentSent = {
  id: string;
  person: string;
  kind: "message_sent";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: MessageSent;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type FactCorrectedSent = {
  id: string;
  person: string;
  kind: "fact_corrected";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: FactCorrected;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type FactWithdrawnSent = {
  id: string;
  person: string;
  kind: "fact_withdrawn";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: FactWithdrawn;
};

/** A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say. */
export type IdentityErasedSent = {
  id: string;
  person: string;
  kind: "identity_erased";
  happened_at: string;
  recorded_at: string;
  place?: string | null;
  body: IdentityErased;
};

export type Fact = PersonRegisteredSent | DetailsGivenSent | ConsentGivenSent | ContactNamedSent | AnswersGivenSent | DiagnosisMadeSent | RiskAssessedSent | SafetyPlanWrittenSent | ProgramEnteredSent | ProgramLeftSent | SessionHeldSent | VisitMadeSent | CallMadeSent | ReferralMadeSent | ReferralAnsweredSent | AppointmentAttendedSent | CounterReferralReceivedSent | AssignedSent | AlertAcknowledgedSent | ProtocolFollowedSent | HandoverProposedSent | MessageSentSent | FactCorrectedSent | FactWithdrawnSent | IdentityErasedSent;

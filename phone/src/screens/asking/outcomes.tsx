type OutcomesProps<T extends string> = {
  question: string;
  outcomes: Readonly<Record<T, string>>;
  choose(outcome: T): void;
};

/** How it went, before anything else: answers as large as fingers. */
export function Outcomes<T extends string>({ question, outcomes, choose }: OutcomesProps<T>) {
  return (
    <>
      <h2 class="question" id="outcome">
        {question}
      </h2>
      <fieldset class="answers" aria-labelledby="outcome">
        {(Object.keys(outcomes) as T[]).map((outcome) => (
          <button type="button" class="answer" key={outcome} onClick={() => choose(outcome)}>
            {outcomes[outcome]}
          </button>
        ))}
      </fieldset>
    </>
  );
}

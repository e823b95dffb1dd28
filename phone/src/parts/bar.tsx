type BarProps = {
  label: string;
  entries: Array<{ name: string; isHere: boolean; go(): void }>;
  help: { name: string; go(): void };
};

/** The bar below every screen: three places, and help, one tap away wherever one is. */
export function Bar({ label, entries, help }: BarProps) {
  return (
    <nav class="bar" aria-label={label}>
      <ul>
        {entries.map(({ name, isHere, go }) => (
          <li key={name}>
            <button type="button" aria-current={isHere ? "page" : undefined} onClick={go}>
              {name}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="help" onClick={help.go}>
            {help.name}
          </button>
        </li>
      </ul>
    </nav>
  );
}

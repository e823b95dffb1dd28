import type { ComponentChildren } from "preact";

type PageProps = {
  title: string;
  state?: ComponentChildren;
  back?: { name: string; go(): void };
  children: ComponentChildren;
};

/** One screen: its heading, how it stands with the server, and what it is about. */
export function Page({ title, state, back, children }: PageProps) {
  return (
    <main class="page">
      {back && (
        <button type="button" class="quiet" onClick={back.go}>
          {back.name}
        </button>
      )}
      <h1>{title}</h1>
      {state && (
        <p class="soft" role="status">
          {state}
        </p>
      )}
      {children}
    </main>
  );
}

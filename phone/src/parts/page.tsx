import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type PageProps = {
  title: string;
  back?: { name: string; go(): void };
  /** What stands under the title. */
  under?: ComponentChildren;
  /** What stands at the right of the title. */
  beside?: ComponentChildren;
  /** A page before the phone is unlocked, without the bar below. */
  bare?: boolean;
  children?: ComponentChildren;
};

/** One screen: its heading, which is read out when one arrives, and what it is about. */
export function Page({ title, back, under, beside, bare = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const isTaken = heading.current?.closest("main")?.contains(document.activeElement);
    if (!isTaken) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main class={bare ? "page bare" : "page"}>
      <header class="top">
        {back && (
          <button type="button" class="plain back" onClick={back.go}>
            {back.name}
          </button>
        )}
        <div class="row">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {beside}
        </div>
        {under}
      </header>
      {children}
    </main>
  );
}

/** A part of a page with a heading of its own. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Where there is nothing to show: why, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

import { Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";

/** Stands here until the real one does. */
export function ScreeningScreen(_: { person: string; instrument?: string }) {
  const { words, back } = useCampo();
  return <Page title={words.app} back={{ name: words.back, go: back }} />;
}

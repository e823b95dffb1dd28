import { NoteScreen } from "../note/note.tsx";

/** How a visit went and what was agreed; the questions are to come. */
export function VisitScreen({ person }: { person: string }) {
  return <NoteScreen person={person} form="visit" />;
}

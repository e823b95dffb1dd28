import { NoteScreen } from "../note/note.tsx";

/** How a call went and what was agreed; the questions are to come. */
export function CallScreen({ person }: { person: string }) {
  return <NoteScreen person={person} form="call" />;
}

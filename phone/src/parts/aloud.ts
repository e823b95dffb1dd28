import { useCallback, useEffect, useState } from "preact/hooks";
import type { Language } from "../wire/user.ts";

/** How to read something aloud; null where the phone has no voice in this language. */
export function useAloud(language: Language): ((text: string) => void) | null {
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null);
  useEffect(() => {
    if (!("speechSynthesis" in globalThis)) return;
    // A phone finds its voices a moment after the page has opened.
    const look = () => setVoice(voiceIn(language));
    look();
    speechSynthesis.addEventListener("voiceschanged", look);
    return () => {
      speechSynthesis.removeEventListener("voiceschanged", look);
      speechSynthesis.cancel();
    };
  }, [language]);
  const read = useCallback((text: string) => voice && readWith(voice, text), [voice]);
  return voice && read;
}

/** A voice that works without a network goes first. */
function voiceIn(language: Language): SpeechSynthesisVoice | null {
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.startsWith(language));
  return voices.find((voice) => voice.localService) ?? voices[0] ?? null;
}

function readWith(voice: SpeechSynthesisVoice, text: string): void {
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 0.9;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

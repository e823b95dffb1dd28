import "./parts/look.css";
import { render } from "preact";
import { Campo } from "./campo.tsx";
import { coverAfterTaps } from "./parts/second_tap.ts";
import { keepApp } from "./update.ts";

declare const APP_VERSION: string;

const root = document.getElementById("campo");
if (root) render(<Campo version={APP_VERSION} />, root);
coverAfterTaps();
void keepApp();

import { render } from "preact";

const root = document.getElementById("campo");
if (root) render(<p>Campo</p>, root);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/campo/sw.js");

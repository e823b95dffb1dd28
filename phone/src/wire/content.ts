import type { Bundle } from "./bundle.ts";

/** The content as it travels: a bundle always names its hash. */
export type Content = Bundle & { hash: string };

// Room kept free for signs of danger: noise that lies on the phone while there is room, and gives way when there is none.
// Each piece is a database of its own, because a browser has the room of a deleted database back at once; that of a deleted
// record only when it comes to tidy up.
import { deleteDB, openDB } from "idb";
import { random } from "./bytes.ts";
import { isFull } from "./database.ts";

const PIECES = ["campo-room-1", "campo-room-2", "campo-room-3", "campo-room-4"] as const;
/** More than one alarm needs, with its form and its protocol. */
const PIECE_BYTES = 65_536;

/** Take up what is missing of it, where there is room. */
export async function keepReserve(): Promise<void> {
  for (const piece of PIECES) await takeUp(piece).catch(() => {}); // full: what is there stays
}

/** Do this; where there is no room for it, in the room that is kept. */
export async function inNeed<T>(writing: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await writing();
    } catch (error) {
      if (!(isFull(error) && (await giveUpReserve()))) throw error;
    }
  }
}

/** Give up one piece; false where none is left. */
export async function giveUpReserve(): Promise<boolean> {
  for (const piece of PIECES) {
    const wasTaken = await isTakenUp(piece).catch(() => false);
    await deleteDB(piece);
    if (wasTaken) return true;
  }
  return false;
}

/** Nobody uses this phone any more. */
export async function dropReserve(): Promise<void> {
  for (const piece of PIECES) await deleteDB(piece);
}

async function takeUp(piece: string): Promise<void> {
  const database = await open(piece);
  try {
    if ((await database.count("noise")) === 0) await database.put("noise", random(PIECE_BYTES), 0);
  } finally {
    database.close();
  }
}

async function isTakenUp(piece: string): Promise<boolean> {
  const database = await open(piece);
  try {
    return (await database.count("noise")) > 0;
  } finally {
    database.close();
  }
}

const open = (piece: string) => openDB(piece, 1, { upgrade: (db) => void db.createObjectStore("noise") });

/** Where one can go. Nothing of it stands in the address: an address is written to disk. */
export type Place = { at: "today" } | { at: "person"; person: string } | { at: "visit"; person: string };

export type Go = (place: Place) => void;

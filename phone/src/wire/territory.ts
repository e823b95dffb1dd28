// What a phone keeps of the territory around its user: places to choose from, workers to call, who is on duty.

export type TerritoryPlace = { code: string; name: string; kind: string };
export type TerritoryWorker = { user: string; name: string; role: string; phone?: string | null };
export type OnDuty = { duty: string; user: string; name: string; phone?: string | null };
export type TerritoryFacility = { code: string; name: string };

export type Territory = {
  mark: string;
  /** The server's key for sealing: a raw P-256 point, base64url. */
  public_key: string;
  places: TerritoryPlace[];
  workers: TerritoryWorker[];
  on_duty: OnDuty[];
  facilities: TerritoryFacility[];
};

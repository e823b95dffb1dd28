/** The mark of the app: a leaf, and nothing that says what it is about. */
export function Leaf() {
  return (
    <svg class="leaf" viewBox="0 0 512 512" aria-hidden="true">
      <rect width="512" height="512" rx="120" fill="#0d6560" />
      <path
        fill="#faf7f2"
        d="M386 122c-150-8-254 56-254 166 0 30 9 54 24 72l-36 42 26 22 36-42c20 10 44 14 70 10 106-14 152-126 134-270zM204 330c22-62 62-104 120-132-46 42-80 88-96 140z"
      />
    </svg>
  );
}

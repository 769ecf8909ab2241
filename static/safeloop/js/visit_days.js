/* The day on which a deadline ends, as the order will set it if it is served today: shown while the finding is typed, also without
   connection. The server computes and freezes the real one (regions/rules.py); this follows the same rules.

   dueDay({ unit, amount, date }, kit) -> "2026-12-04" or null; kit: { today, working_days } (the working days of the coming months)
   said("2026-12-04") -> the day with its weekday, in the page's language */

export function dueDay({ unit, amount, date }, { today, working_days: working }) {
  if (unit === "immediate") return today;
  if (unit === "date") return date || null;
  if (!amount) return null;
  if (unit === "working_days") return working[amount - 1] ?? null;
  const last = new Date(`${today}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() + amount);
  const day = last.toISOString().slice(0, 10);
  return working.find((each) => each >= day) ?? null; /* a day of rest moves on to the next working day */
}

export function said(day) {
  const shown = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(document.documentElement.lang || "en", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(shown);
}

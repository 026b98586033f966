export default function Privacy() {
  return <p>Write to [Your Company Name] at any time.</p>; // fault: legal-placeholder
}

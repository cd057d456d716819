using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>A finding, and what its confidence was made of.</summary>
internal sealed record Weighed(Finding Finding, Grounds Grounds);

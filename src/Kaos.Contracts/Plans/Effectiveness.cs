using System.Collections.Immutable;

namespace Kaos.Contracts.Plans;

/// <summary>How well a plan worked, by what was seen at the end of its watch window.</summary>
/// <param name="Score">0 to 1: the mean of the parts that were seen; null when none was.</param>
/// <param name="Parts">Always all of them; one that could not be seen has no score and says why.</param>
public sealed record Effectiveness(double? Score, ImmutableArray<EffectPart> Parts);

/// <param name="Name"><c>health</c>, <c>alerts</c>, <c>metrics</c>, <c>spec</c>, or a business check's.</param>
/// <param name="Score">0 to 1; null: unknown, and left out of the whole.</param>
public sealed record EffectPart(string Name, double? Score, string Text);

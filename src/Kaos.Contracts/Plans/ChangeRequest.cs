using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Plans;

/// <summary>
/// A change that a person asked for directly, with nothing missing: ready to be planned, reviewed and approved.
/// </summary>
/// <param name="Action">From <see cref="ActionNames"/>, or <c>drain</c>.</param>
/// <param name="With">Arguments of the action.</param>
public sealed record ChangeRequest(string Action, ObjectRef Target, ImmutableSortedDictionary<string, string> With);

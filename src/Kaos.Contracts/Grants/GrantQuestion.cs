using System.Collections.Immutable;

namespace Kaos.Contracts.Grants;

/// <summary>Rights that a plan in the making would take; asked before anybody is asked to approve it.</summary>
public sealed record GrantQuestion(ImmutableArray<GrantRight> Rights);

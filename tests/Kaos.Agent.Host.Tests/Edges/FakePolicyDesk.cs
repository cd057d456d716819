using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.Tests.Edges;

/// <summary>A policy without rules, and one cluster that it knows.</summary>
internal sealed class FakePolicyDesk : IPolicyDesk
{
    public Result<PolicyView> Policy(string? cluster, string? @namespace, Principal caller) =>
        cluster is null or "east"
            ? new PolicyView
            {
                Source = "built-in default",
                Digest = "d1",
                Since = Samples.Start,
                Tiers = ImmutableSortedDictionary<string, string>.Empty,
                Rules = [],
                DebugImages = ImmutableSortedDictionary<string, string>.Empty,
            }
            : new Problem(ProblemCode.NotFound, "There is no such place.");
}

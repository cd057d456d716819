using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>What the broker would say in the end is part of the plan from the beginning.</summary>
public sealed class ForeseenGrantTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_ThatTheBrokerWouldRefuse_IsNotOffered_AndIsToldWithWhatToDo()
    {
        var offer = await OfferAsync(new Broker(() => "Not granted. Onboard shop."));

        offer.Plans.ShouldBeEmpty();
        offer.NotOffered.Select(left => left.Why).ShouldContain(why =>
            why.StartsWith("Not granted. Onboard shop. By hand: kubectl ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_WhereTheBrokerCannotBeAsked_IsOfferedAndSaysThatItIsUnknown()
    {
        var offer = await OfferAsync(new Broker(() => throw new TimeoutException("It is down.")));

        offer.Plans.ShouldNotBeEmpty();
        offer.Plans.ShouldAllBe(plan => plan.Warnings.Contains(
            "Whether the grant broker gives the rights for this is unknown. It is down."));
    }

    // A person does it with rights of their own, so the broker has no say.
    [Fact]
    public async Task Plan_ThatKaosMayOnlyPropose_IsNotAskedAbout() =>
        (await OfferAsync(new Broker(() => throw new InvalidOperationException("asked")), mayApprove: false)).Plans
            .ShouldNotBeEmpty();

    private static async Task<Kaos.Agent.Grains.Gate.Offer> OfferAsync(Broker broker, bool mayApprove = true)
    {
        await using var bench = await GateBench.StartAsync(mayApprove: mayApprove, grants: broker);
        return await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), Token);
    }

    private sealed class Broker(Func<string?> says) : IGrants
    {
        public bool HasBroker(string cluster) => true;

        public Task<string?> ForeseeAsync(Plan plan, CancellationToken cancellationToken) => Task.FromResult(says());

        public Task<Grant> TakeAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is taken while a plan is made.");

        public IClusterCredentials CredentialsOf(Plan plan) =>
            throw new InvalidOperationException("Nothing is written while a plan is made.");

        public Task ReturnAsync(string cluster, string grant, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<ImmutableArray<(string Cluster, string Grant)>> StandingAsync(
            CancellationToken cancellationToken) => Task.FromResult(ImmutableArray<(string, string)>.Empty);
    }
}

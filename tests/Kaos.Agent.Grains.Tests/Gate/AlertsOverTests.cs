using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class AlertsOverTests
{
    private static readonly DateTimeOffset From = Samples.At;

    [Theory]
    [InlineData("deployment", "web", 0)]
    [InlineData("deployment", "other", 1)]
    [InlineData("job", "web", 0)] // the name under a label of whoever wrote the rule
    public void List_OfAlertmanager_CountsWhatFiresForTheWorkload(string label, string name, double score) =>
        Of(Listed((label, name)), []).Score.ShouldBe(score);

    [Fact]
    public void List_WithAnAlertThatKaosRaisedItself_IsQuiet() =>
        Of(Listed(("deployment", "web"), ("source", "kaos")), []).Score.ShouldBe(1);

    [Fact]
    public void List_ThatWasNotRead_IsUnknownAndSaysWhy()
    {
        var part = Of(NotListed("no Alertmanager found"), []);

        part.Score.ShouldBeNull();
        part.Text.ShouldContain("no Alertmanager found");
    }

    [Theory]
    [InlineData(false, 1, 0.0)] // fired after the change
    [InlineData(true, 1, 1.0)] // told to be over
    [InlineData(false, -1, null)] // fired before, and nothing was heard since: it may be over
    public async Task Webhook_WhereTheListIsNotRead_SaysWhatItCan(bool resolved, int minutes, double? score)
    {
        await using var log = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new FakeTime(From))
            .AddInMemoryLog().AddEmbeddedGrains()
            .AddGrainKind<HeardTroubleKind, TroubleState, TroubleCommand, TroubleEvent>()
            .AddSingleton<Troubles>()
            .BuildServiceProvider();
        await TellAsync(log, Web(over: false, -5));
        await TellAsync(log, Web(resolved, minutes));
        await TellAsync(
            log, Web(over: false, 2) with { Id = "sig-2", Subject = Samples.Shop with { Name = "other" } });

        var heard = await log.GetRequiredService<Troubles>()
            .AlertsAsync("practice", Samples.Shop with { Container = "app" }, TestContext.Current.CancellationToken);
        Of(NotListed("no Alertmanager found"), heard).Score.ShouldBe(score);
    }

    private static Kaos.Contracts.Plans.EffectPart Of(CaseFile file, IReadOnlyList<TroubleNote> heard) =>
        AlertsOver.Of(file, Samples.Shop, heard, From);

    private static CaseFile Listed(params (string Key, string Value)[] labels)
    {
        var all = labels.Append(("namespace", "shop")).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return new CaseFile { World = World() with { Alerts = [new Alert { Labels = all }] }, Done = [AlertsOver.Request] };
    }

    private static CaseFile NotListed(string why) =>
        new() { World = World() with { NotRead = [new UnreadPart("alerts", why)] }, Done = [AlertsOver.Request] };

    private static ClusterSnapshot World() => new() { ClusterName = "practice", Now = From.AddMinutes(5) };

    private static TroubleNote Web(bool over, int minutes) => new(
        "sig-1", "alert", "shop", "practice", Samples.Shop, SymptomCodes.Other, over, From.AddMinutes(minutes));

    private static async Task TellAsync(ServiceProvider log, TroubleNote note) =>
        await log.GetRequiredService<IGrains>().AskAsync(
            HeardTroubleKind.IdOf(note.Id), new NoteTrouble(note), Principal.System("test"), $"{note.Id}/{note.At:O}",
            TestContext.Current.CancellationToken);
}

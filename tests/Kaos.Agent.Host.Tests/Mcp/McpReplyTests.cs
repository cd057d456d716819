using Kaos.Agent.Host.Mcp;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;
using ModelContextProtocol.Protocol;

namespace Kaos.Agent.Host.Tests.Mcp;

/// <summary>What a model reads that reads only the words of a result.</summary>
public sealed class McpReplyTests
{
    private static readonly SessionView Session = Samples.SessionView("ses-1", [], []);

    [Fact]
    public void Session_ThatWaitsForAChoice_NamesTheOptionsAndHowToTakeOne()
    {
        var words = Words(
            Session with { State = IncidentState.AwaitingChoice, Options = [Samples.Option, Samples.Nothing] });

        words.ShouldContain("put-back: Put the configuration back\nConfidence: 85% · Risk: low\nRestores the version");
        words.ShouldContain("do-nothing: Do nothing\nLeave it.");
        words.ShouldEndWith("Which one? kaos_choose takes its id.");
    }

    [Fact]
    public void Session_ThatWaitsForAnApproval_ShowsThePlanWholeAndItsHash()
    {
        var words = Words(Session with { State = IncidentState.AwaitingApproval, Plan = Samples.Plan });

        words.ShouldContain(
            "Puts till-config back. (ConfigMap/shop/till-config)\n\n-cache: none\n+cache: 64Mi\n\nNote: somebody");
        words.ShouldEndWith($"decides on plan {Samples.Plan.Hash}: kaos_approve.");
    }

    [Fact]
    public void Session_ThatWorks_SaysWhereItStands() => Words(Session).ShouldEndWith("It stands at investigating.");

    private static string Words(SessionView session) =>
        McpReply.Of(session).Content.OfType<TextContentBlock>().ShouldHaveSingleItem().Text;
}

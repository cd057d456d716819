using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Notify;
using Kaos.Agent.Host.Tests.A2A;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>People are told by webhook what needs them.</summary>
[Collection(nameof(EndToEnd))]
public sealed class NotifyTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static readonly SessionState State = new("ses-1")
    {
        IncidentId = "inc-1",
        Signal = new Signal(
            "sig-1", "team-shop", "prod", new ObjectRef("Deployment", "shop", "web"), SymptomCodes.Other, Severity.Critical, "alert", "x", At, "web is down"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Choice_ThatWaits_IsToldAgainUntilItIsTakenAndNotAfterARestart()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var receiver = await WebhookReceiver.StartAsync(static call => call == 1 ? 503 : 200);
        string[] settings =
        [
            "--Cluster=practice", "--Practice:Scenario=checkout-service", "--Practice:Speed=10", $"--Data:Path={folder.Path}",
            "--Notify:AllowPrivate=true", "--Notify:FirstPause=00:00:00.05",
            "--Notify:Receivers:0:Name=people", $"--Notify:Receivers:0:Url={receiver.Url}", "--Notify:Receivers:0:Secret=s3cret",
        ];
        await using (var kaos = await KaosProcess.StartAsync(settings, [], Token))
        {
            await AskAsync(http, kaos, "4");
            var failed = await receiver.NextAsync();
            var taken = await receiver.NextAsync();

            (failed.Status, taken.Status).ShouldBe((503, 200));
            What(taken).ShouldBe(Notice.ChoiceWaits);
            taken.Body["id"]!.GetValue<string>().ShouldBe(failed.Body["id"]!.GetValue<string>());
        }

        await using var again = await KaosProcess.StartAsync(settings, [], Token);
        await AskAsync(http, again, "5");
        (await receiver.NextAsync()).Body["text"]!.GetValue<string>().ShouldContain("replicas 5");
    }

    [Fact]
    public void Approval_Requested_IsANoticeAndSoIsItsReminder()
    {
        var notice = Notice.Of(State, new ApprovalRequested("h1", "scale_plan_review", At.AddMinutes(10), "Policy asks."), 7, At).ShouldNotBeNull();

        (notice.Kind, notice.Id).ShouldBe((Notice.ApprovalWaits, "ses-1/7"));
        notice.Reminder(At).Kind.ShouldBe(Notice.ApprovalExpires);
        notice.Reminder(At).Id.ShouldNotBe(notice.Id);
    }

    [Fact]
    public void Refusal_OfTheGate_AlertsPeopleWithItsReason() =>
        Notice.Of(State, new GateJudged("h1", Effect.Deny, Maturity.Approve, [new Verdict("never", "never-list", Effect.Deny, "Namespaces stay.")]), 7, At)
            .ShouldNotBeNull().Text.ShouldContain("Namespaces stay.");

    [Theory]
    [InlineData(NoticeBody.Slack, "text")]
    [InlineData(NoticeBody.Alertmanager, "labels")]
    [InlineData(NoticeBody.Kaos, "what")]
    public void Body_OfEachFormat_HasWhatItsReceiverReads(string format, string field)
    {
        var notice = Notice.Of(State, new SessionEnded(SessionOutcome.Escalated, "<!channel> look"), 9, At).ShouldNotBeNull();

        var body = JsonNode.Parse(NoticeBody.Write(notice, format))!;

        (body is JsonArray list ? list.ShouldHaveSingleItem() : body)![field].ShouldNotBeNull();
        if (format == NoticeBody.Slack)
        {
            body["text"]!.GetValue<string>().ShouldNotContain("<!channel>");
        }
    }

    [Fact]
    public void Signature_IsOfTimeAndBody()
    {
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes("1728000000.{}")));

        NoticeBody.Signature("{}"u8.ToArray(), "key", At).ShouldBe($"t=1728000000,v1={expected}");
    }

    private static string What(Notification notification) => notification.Body["what"]!.GetValue<string>();

    private static async Task AskAsync(HttpClient http, KaosProcess kaos, string replicas)
    {
        using var content = new StringContent(
            $$"""{ "verb": "scale", "name": "checkout-service", "parameters": { "replicas": "{{replicas}}" } }""", Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri(kaos.Address, "/v1/requests"), content, Token)).EnsureSuccessStatusCode();
    }
}

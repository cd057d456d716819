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
            "sig-1", "team-shop", "prod", new ObjectRef("Deployment", "shop", "web"), SymptomCodes.Other,
            Severity.Critical, "alert", "x", At, "web is down"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Choice_ThatWaits_IsToldAgainUntilItIsTakenAndNotAfterARestart()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var receiver = await WebhookReceiver.StartAsync(static call => call == 1 ? 503 : 200);
        // Nothing is wrong there: only what is asked for is told.
        string[] settings =
        [
            "--Cluster=practice", "--Practice:Scenario=healthy",
            $"--Data:Path={folder.Path}",
            "--Notify:AllowPrivate=true", "--Notify:FirstPause=00:00:00.05",
            "--Notify:Receivers:0:Name=people", $"--Notify:Receivers:0:Url={receiver.Url}",
            "--Notify:Receivers:0:Secret=s3cret",
        ];
        string first;
        await using (var kaos = await KaosProcess.StartAsync(settings, [], Token))
        {
            await AskAsync(http, kaos, "4");
            var failed = await receiver.NextAsync();
            var taken = await receiver.NextAsync();

            (failed.Status, taken.Status).ShouldBe((503, 200));
            What(taken).ShouldBe(Notice.ChoiceWaits);
            (Id(taken), taken.Signature).ShouldBe((Id(failed), Signed(taken, "s3cret")));
            first = Id(taken);

            // That one was taken is recorded before the next is sent.
            await AskAsync(http, kaos, "5");
            Text(await receiver.NextAsync()).ShouldContain("replicas 5");
        }

        await using var again = await KaosProcess.StartAsync(settings, [], Token);
        await AskAsync(http, again, "6");
        var afterwards = await receiver.UntilAsync(static call =>
            Text(call).Contains("replicas 6", StringComparison.Ordinal));

        // The last one before the end may come twice: at least once is what is promised.
        afterwards.Select(Id).ShouldNotContain(first);
        afterwards.Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(false, Notice.ApprovalWaits)]
    [InlineData(true, Notice.ApprovalExpires)]
    public void Approval_RequestedAndRemindedOf_IsANoticeThatSaysWhereToDecide(bool again, string kind)
    {
        SessionEvent fact = again
            ? new ApprovalReminded("h1", At.AddMinutes(10))
            : new ApprovalRequested("h1", "scale_plan_review", At.AddMinutes(10), "Policy asks.");

        var notice = Notice.Of(State, fact, 7, At).ShouldNotBeNull();

        (notice.Kind, notice.Id, notice.Until).ShouldBe((kind, "ses-1/7", At.AddMinutes(10)));
        notice.Next.ShouldContain("/v1/approvals/h1");
    }

    [Fact]
    public void Offer_WithoutAPlan_AlertsPeopleWithWhyAndEvidence()
    {
        var finding = new Finding
        {
            CauseCode = CauseCodes.ConfigChange,
            Severity = Severity.Critical,
            Confidence = 0.9,
            RootCause = State.Signal!.Subject,
            EditTarget = State.Signal.Subject,
            Subject = State.Signal.Subject,
            Summary = "settings changed",
            Chain = [],
            Evidence = [new Evidence("ev-1", "changes", At, "settings changed at 11:58")],
            FirstSeen = At,
            LastSeen = At,
        };

        var notice = Notice.Of(
            State with { Examination = new([finding], [], []) },
            new ChoicesOffered(
                "settings changed No workflow fits. Left out: rollback-config, Argo CD owns it.", [], []),
            7, At).ShouldNotBeNull();

        notice.Kind.ShouldBe(Notice.NotAllowed);
        notice.Text.ShouldContain("Argo CD owns it");
        notice.Evidence.ShouldBe(["settings changed at 11:58"]);
        notice.Next.ShouldContain("by hand");
    }

    [Fact]
    public void Refusal_OfTheGate_AlertsPeopleWithItsReason() =>
        Notice.Of(
            State, new GateJudged(
                "h1", Effect.Deny, Maturity.Approve,
                [new Verdict("never", "never-list", Effect.Deny, "Namespaces stay.")]), 7, At)
            .ShouldNotBeNull().Text.ShouldContain("Namespaces stay.");

    [Theory]
    [InlineData(NoticeBody.Slack, "text")]
    [InlineData(NoticeBody.Alertmanager, "labels")]
    [InlineData(NoticeBody.Kaos, "what")]
    public void Body_OfEachFormat_HasWhatItsReceiverReads(string format, string field)
    {
        var notice = Notice.Of(State, new SessionEnded(SessionOutcome.Escalated, "<!channel> look"), 9, At)
            .ShouldNotBeNull();

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

    private static string Signed(Notification call, string secret)
    {
        var seconds = call.Signature.Split(',')[0]["t=".Length..];
        var hash = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{call.Text}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }

    private static string Id(Notification call) => call.Body["id"]!.GetValue<string>();

    private static string Text(Notification call) => call.Body["text"]!.GetValue<string>();

    private static string What(Notification notification) => notification.Body["what"]!.GetValue<string>();

    private static async Task AskAsync(HttpClient http, KaosProcess kaos, string replicas)
    {
        using var content = new StringContent(
            $$"""{ "verb": "scale", "name": "gateway", "parameters": { "replicas": "{{replicas}}" } }""",
            Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri(kaos.Address, "/v1/requests"), content, Token)).EnsureSuccessStatusCode();
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Tests.A2A;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// What an A2A client may rely on across the death of the service: a new process on the same data folder.
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class RestartTests
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MessagesRepeated_AfterARestart_RejoinTheirFirstEffect()
    {
        using var folder = new PracticeFolder();
        const string First =
            """{"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"What is going on with checkout-service?"}]} }""";
        JsonNode begun, asked;
        await using (var kaos = await StartAsync(folder))
        {
            await kaos.SaidAsync("was handed over", Token);
            begun = await SendAsync(kaos, First);
            asked = await SendAsync(kaos, FollowUp(begun));
        }

        await using var again = await StartAsync(folder);
        var rejoined = await SendAsync(again, First);
        var answeredOnce = await SendAsync(again, FollowUp(begun));
        var listed = await GetAsync(again, "/a2a/tasks");
        var changed = await SendAsync(
            again, First.Replace("checkout-service?", "checkout-service now?", StringComparison.Ordinal));

        Id(rejoined).ShouldBe(Id(begun));
        Id(answeredOnce).ShouldBe(Id(begun));
        History(answeredOnce).ShouldBe(History(asked));
        History(rejoined).ShouldBe(History(asked));
        listed["totalSize"]!.GetValue<int>().ShouldBe(1);
        Id(changed).ShouldNotBe(Id(begun));
    }

    [Fact]
    public async Task Question_AnsweredAsATask_IsThereAfterARestart()
    {
        using var folder = new PracticeFolder();
        const string First =
            """{"message":{"messageId":"q1","role":"ROLE_USER","parts":[{"text":"How many replicas does checkout-service have?"}]} }""";
        JsonNode asked;
        await using (var kaos = await StartAsync(folder, "--A2A:AnswersAsTasks=true"))
        {
            asked = await SendAsync(kaos, First);
        }

        await using var again = await StartAsync(folder, "--A2A:AnswersAsTasks=true");
        var rejoined = await SendAsync(again, First);
        var read = await GetAsync(again, $"/a2a/tasks/{Id(asked)}");

        asked["task"]!["status"]!["state"]!.GetValue<string>().ShouldBe("TASK_STATE_COMPLETED");
        History(asked).ShouldBe(2);
        rejoined.ToJsonString().ShouldBe(asked.ToJsonString());
        read.ToJsonString().ShouldBe(asked["task"]!.ToJsonString());
    }

    [Fact]
    public async Task Webhook_AcrossARestart_IsToldTheRestInOrder()
    {
        using var folder = new PracticeFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        JsonNode begun;
        List<Notification> told = [];
        await using (var kaos = await StartAsync(folder))
        {
            await kaos.SaidAsync("was handed over", Token);
            begun = await SendAsync(kaos, $$"""
                {"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"What is going on with checkout-service?"}]},
                 "configuration":{"taskPushNotificationConfig":{"url":"{{receiver.Url}}","token":"kept"} } }
                """);
            told.AddRange(await receiver.UntilAsync(static call => call.State == "TASK_STATE_INPUT_REQUIRED"));
        }

        await using var again = await StartAsync(folder);
        await SendAsync(again, $$"""
            {"message":{"messageId":"m2","taskId":"{{Id(begun)}}","role":"ROLE_USER","parts":[{"text":"Do nothing."}]} }
            """);
        told.AddRange(await receiver.UntilAsync(static call => call.State == "TASK_STATE_COMPLETED"));

        told.ShouldAllBe(static call => call.Token == "kept");
        told.Count(static call => call.What == "task").ShouldBe(1);
        var messages = told.Select(static call =>
            call.Body["statusUpdate"]?["status"]?["message"]?["messageId"]?.GetValue<string>())
            .OfType<string>().ToList();

        // At least once: the death may have fallen between an answer and its note.
        messages.Count.ShouldBeLessThanOrEqualTo(messages.Distinct(StringComparer.Ordinal).Count() + 1);
    }

    private static string FollowUp(JsonNode begun) => $$"""
        {"message":{"messageId":"m2","taskId":"{{Id(begun)}}","role":"ROLE_USER","parts":[{"text":"Could it be a traffic spike?"}]} }
        """;

    private static string Id(JsonNode sent) => sent["task"]!["id"]!.GetValue<string>();

    private static int History(JsonNode sent) => sent["task"]!["history"]!.AsArray().Count;

    private static Task<KaosProcess> StartAsync(PracticeFolder folder, params string[] more) => KaosProcess.StartAsync(
        [
            "--Cluster=practice", "--Practice:Scenario=checkout-service", "--Practice:Speed=10",
            $"--Data:Path={folder.Path}",
            "--A2A:Push:AllowPrivate=true", "--A2A:Push:FirstPause=00:00:00.05", .. more,
        ],
        [], Token);

    private static async Task<JsonNode> SendAsync(KaosProcess kaos, string request)
    {
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri(kaos.Address, "/a2a/message:send"), content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<JsonNode> GetAsync(KaosProcess kaos, string path) =>
        JsonNode.Parse(await Http.GetStringAsync(new Uri(kaos.Address, path), Token))!;
}

using System.Text;
using Kaos.A2A.ConformanceHost;
using Kaos.Tests.Shared.Time;
using Microsoft.AspNetCore.Builder;

namespace Kaos.A2A.Tests.Conformance;

/// <summary>What a conformance suite asks of its server by the prefix of a message's id.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("tck-complete-task", "COMPLETED", null)]
    [InlineData("tck-stream-002", "COMPLETED", null)]
    [InlineData("anything-else", "COMPLETED", null)]
    [InlineData("tck-input-required", "INPUT_REQUIRED", null)]
    [InlineData("tck-reject-task", "REJECTED", null)]
    [InlineData("tck-artifact-text", "COMPLETED", """{"text":"Generated text content"}""")]
    [InlineData("tck-artifact-file", "COMPLETED",
        """{"raw":"R2VuZXJhdGVkIGZpbGUgY29udGVudA==","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData("tck-artifact-file-url", "COMPLETED",
        """{"url":"https://example.com/output.txt","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData("tck-artifact-data", "COMPLETED", """{"data":{"key":"value","count":42}}""")]
    public async Task Prefix_OfAMessageId_ChoosesWhatTheAgentDoes(string prefix, string state, string? part)
    {
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = Client(app);
        using var content = new StringContent(Message(prefix), Encoding.UTF8, "application/json");

        using var response = await http.PostAsync("/message:send", content, TestContext.Current.CancellationToken);

        var task = (await A2ATestHost.JsonAsync(response)).GetProperty("task");
        task.GetProperty("status").GetProperty("state").GetString().ShouldBe("TASK_STATE_" + state);
        task.TryGetProperty("artifacts", out var artifacts).ShouldBe(part is not null);
        if (part is not null)
        {
            artifacts[0].GetProperty("parts")[0].GetRawText().ShouldBe(part);
        }
    }

    [Theory]
    [InlineData("tck-stream-001", "Stream hello from TCK")]
    [InlineData("tck-stream-003", "Stream task lifecycle")]
    [InlineData("tck-stream-ordering-001", "Ordered output")]
    public async Task Prefix_OfAStreamedMessage_WorksGivesOneArtifactAndCompletes(string prefix, string text)
    {
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = Client(app);

        await using var stream = await OpenAsync(http, "/message:stream", Message(prefix));

        (await stream.RestAsync()).ShouldBe(
            ["task:SUBMITTED", "status:WORKING", "artifact:" + text, "status:COMPLETED"]);
    }

    [Fact]
    public async Task Resubscribe_WhileTheTaskWorks_ComesBackToItForAtLeastFourSeconds()
    {
        var time = new FakeTime();
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0"], time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = Client(app);
        var working = time.ArmedForAsync(new ConformanceSettings().WorkTime);
        var first = await OpenAsync(http, "/message:stream", Message("test-resubscribe-message-id"));
        var task = (await first.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString();
        SseReader.Short((await first.NextAsync())!.Value).ShouldBe("status:WORKING");
        await first.DisposeAsync();
        await working.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(4));

        await using var second = await OpenAsync(http, $"/tasks/{task}:subscribe", "");
        SseReader.Short((await second.NextAsync())!.Value).ShouldBe("task:WORKING");
        time.Advance(TimeSpan.FromSeconds(1));

        (await second.RestAsync()).ShouldBe(["status:COMPLETED"]);
    }

    private static HttpClient Client(WebApplication app)
    {
        var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("A2A-Version", "1.0");
        return http;
    }

    private static string Message(string prefix) =>
        $$$"""{"message":{"messageId":"{{{prefix}}}-session","role":"ROLE_USER","parts":[{"text":"go"}]}}""";

    private static async Task<SseReader> OpenAsync(HttpClient http, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await SseReader.OpenAsync(await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
    }
}

using System.Text;
using Kaos.A2A.ConformanceHost;

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
    [InlineData("tck-artifact-file", "COMPLETED", """{"raw":"R2VuZXJhdGVkIGZpbGUgY29udGVudA==","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData("tck-artifact-file-url", "COMPLETED", """{"url":"https://example.com/output.txt","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData("tck-artifact-data", "COMPLETED", """{"data":{"key":"value","count":42}}""")]
    public async Task Prefix_OfAMessageId_ChoosesWhatTheAgentDoes(string prefix, string state, string? part)
    {
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("A2A-Version", "1.0");
        using var content = new StringContent(
            $$$"""{"message":{"messageId":"{{{prefix}}}-session","role":"ROLE_USER","parts":[{"text":"go"}]}}""", Encoding.UTF8, "application/json");

        using var response = await http.PostAsync("/message:send", content, TestContext.Current.CancellationToken);

        var task = (await A2ATestHost.JsonAsync(response)).GetProperty("task");
        task.GetProperty("status").GetProperty("state").GetString().ShouldBe("TASK_STATE_" + state);
        task.TryGetProperty("artifacts", out var artifacts).ShouldBe(part is not null);
        if (part is not null)
        {
            artifacts[0].GetProperty("parts")[0].GetRawText().ShouldBe(part);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Fuzz;

public sealed class FuzzTests
{
    private const int Requests = 20_000;
    private const int Workers = 8;

    private static readonly string[] Bodies =
    [
        """{"message":{"messageId":"m","role":"ROLE_USER","contextId":"c","parts":[{"text":"hi","metadata":{"k":[1,2]}},{"data":{"a":null}},{"raw":"AAEC"}],"extensions":["urn:x"],"referenceTaskIds":["t"]},"configuration":{"historyLength":3,"acceptedOutputModes":["text/plain"],"returnImmediately":true},"metadata":{"a":"b"}}""",
        """{"id":"TASK","historyLength":2,"tenant":"t"}""",
        """{"contextId":"c","status":"TASK_STATE_COMPLETED","pageSize":5,"pageToken":"","historyLength":1,"statusTimestampAfter":"2026-01-01T00:00:00Z","includeArtifacts":true}""",
        """{"taskId":"TASK","id":"cfg","url":"https://example.com/hook","token":"t","authentication":{"scheme":"Bearer","credentials":"x"}}""",
        """{"message":{"messageId":"m2","role":"ROLE_USER","taskId":"TASK","parts":[{"url":"https://example.com","mediaType":"text/plain","filename":"f"}]}}""",
    ];

    private static readonly string[] Methods =
    [
        "SendMessage", "SendStreamingMessage", "GetTask", "ListTasks", "CancelTask", "SubscribeToTask",
        "CreateTaskPushNotificationConfig", "GetTaskPushNotificationConfig", "ListTaskPushNotificationConfigs",
        "DeleteTaskPushNotificationConfig", "GetExtendedAgentCard", "message/send", "tasks/get",
        "message/stream", "tasks/resubscribe", "tasks/pushNotificationConfig/set", "agent/getAuthenticatedExtendedCard",
    ];

    private static readonly string[] Versions = ["1.0", "1.0", "1.0", "1.0", "1.0", "1.0", "0.3", "0.3", "", "7"];

    private static readonly (string Method, string Path)[] Routes =
    [
        ("POST", "/message:send"), ("POST", "/message:stream"), ("GET", "/tasks/TASK"), ("GET", "/tasks"),
        ("POST", "/tasks/TASK:cancel"), ("GET", "/tasks/TASK:subscribe"), ("POST", "/x/tasks/TASK:subscribe"),
        ("POST", "/tasks/TASK/pushNotificationConfigs"), ("GET", "/tasks/TASK/pushNotificationConfigs"),
        ("GET", "/tasks/TASK/pushNotificationConfigs/cfg"), ("DELETE", "/tasks/TASK/pushNotificationConfigs/cfg"),
        ("GET", "/extendedAgentCard"), ("POST", "/t/message:send"),
    ];

    private static readonly string[] ForbiddenText = ["Kaos.", "System.", "   at ", "Exception", "Internal error"];

    [Theory]
    [InlineData(20261120)]
    public async Task MutatedRequests_OfBothBindings_NeverFailHangOrLeak(int seed)
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = (context, queue, token) => new TaskUpdater(queue, context).CompleteAsync(token).AsTask(),
        }, configure: options => options.V03 = true);
        var sent = await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"));
        var task = sent.GetProperty("result").GetProperty("task").GetProperty("id").GetString()!;
        var faults = new ConcurrentQueue<string>();
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var mutator = new RequestMutator(seed + worker);
            for (var number = 0; number < Requests / Workers; number++)
            {
                await TryOneAsync(host, mutator, task, faults, outcomes);
            }
        })));

        foreach (var (outcome, count) in outcomes.OrderByDescending(entry => entry.Value))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{count} {outcome}");
        }

        faults.Take(5).ShouldBeEmpty();
        outcomes.Values.Sum().ShouldBe(Requests);
        outcomes["served"].ShouldBeGreaterThan(Requests / 50);
        outcomes.Count.ShouldBeGreaterThan(8);
        host.Log.Lines.Take(5).ShouldBeEmpty();
        (await host.RpcAsync("GetTask", $$"""{"id":"{{task}}"}""")).TryGetProperty("result", out _).ShouldBeTrue();
    }

    private static async Task TryOneAsync(
        A2ATestHost host, RequestMutator mutator, string task, ConcurrentQueue<string> faults,
        ConcurrentDictionary<string, int> outcomes)
    {
        using var request = mutator.Pick([true, false])
            ? Rpc(mutator, task)
            : Rest(mutator, task, host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.TryAddWithoutValidation("A2A-Version", mutator.Pick(Versions));
        var sent = request.Content is null
            ? ""
            : Encoding.Latin1.GetString(
                await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var told = $"{request.Method} {request.RequestUri} {sent}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            using var response = await host.Client.SendAsync(request, patience.Token);
            var reply = await response.Content.ReadAsStringAsync(patience.Token);
            outcomes.AddOrUpdate(Outcome(reply), 1, (_, count) => count + 1);
            if ((int)response.StatusCode >= 500 || response.Headers.Contains("X-Injected") ||
                Array.Exists(ForbiddenText, text => reply.Contains(text, StringComparison.Ordinal)))
            {
                faults.Enqueue(
                    string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {reply} <- {told}"));
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            faults.Enqueue("no answer in time <- " + told);
        }
    }

    /// <summary>In short, so that the test can tell that the requests reach into every corner.</summary>
    private static string Outcome(string reply)
    {
        var code = reply.IndexOf("\"code\":", StringComparison.Ordinal);
        var reason = reply.IndexOf("\"reason\":\"", StringComparison.Ordinal);
        return reason >= 0 ? reply[(reason + 10)..reply.IndexOf('"', reason + 10)]
            : code >= 0 ? reply[(code + 7)..reply.IndexOf(',', code)]
            : reply.Length == 0 ? "no route"
            : "served";
    }

    private static HttpRequestMessage Rpc(RequestMutator mutator, string task)
    {
        var body =
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{mutator.Pick(Methods)}}","params":{{mutator.Pick(Bodies)}}}""";
        return new HttpRequestMessage(HttpMethod.Post,
            "/rpc")
        { Content = Json(mutator.Mutate(body.Replace("TASK\"", task + "\"", StringComparison.Ordinal))) };
    }

    private static HttpRequestMessage Rest(RequestMutator mutator, string task, string root)
    {
        var (method, path) = mutator.Pick(Routes);
        var request = new HttpRequestMessage(
            new HttpMethod(method), root + mutator.MutatePath(path.Replace("TASK", task, StringComparison.Ordinal)));
        if (method == "POST")
        {
            request.Content = Json(
                mutator.Mutate(mutator.Pick(Bodies).Replace("TASK\"", task + "\"", StringComparison.Ordinal)));
        }

        return request;
    }

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return content;
    }
}

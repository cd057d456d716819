using System.Net;

namespace Kaos.A2A.Tests.Hosting;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("{", -32700)]
    [InlineData("", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":\"a\"}} x", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\"}]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("{\"id\":7,\"method\":\"GetTask\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"GetTask\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"GetTask\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"method\":\"GetTask\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":5}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"Nope\"}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tasks/get\",\"params\":{\"id\":\"a\"}}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\"}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":[]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":5}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":\"a\",\"historyLength\":-1}}",
        -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"GetTask\",\"params\":{\"id\":\"a\"}}", -32001)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"CancelTask\",\"params\":{\"id\":\"a\"}}", -32001)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"SubscribeToTask\",\"params\":{\"id\":\"a\"}}", -32001)]
    public async Task JsonRpc_BadRequest_AnswersTheRightCodeInHttp200(string body, int code)
    {
        await using var host = await A2ATestHost.StartAsync();

        using var response = await host.PostAsync("/rpc", body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        var json = await A2ATestHost.JsonAsync(response);
        json.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
        json.GetProperty("jsonrpc").GetString().ShouldBe("2.0");
        json.TryGetProperty("result", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"a\\u0062\"")]
    [InlineData("null")]
    [InlineData("1.5")]
    public async Task JsonRpc_AnyId_ComesBackAsItWas(string id)
    {
        await using var host = await A2ATestHost.StartAsync();

        using var response = await host.PostAsync(
            "/rpc", $$$"""{"params":{"id":"a"},"jsonrpc":"2.0","id":{{{id}}},"method":"GetTask"}""");

        (await A2ATestHost.JsonAsync(response)).GetProperty("id").GetRawText().ShouldBe(id);
    }

    [Fact]
    public async Task JsonRpc_A2AError_CarriesErrorInfoInADataArray()
    {
        await using var host = await A2ATestHost.StartAsync();

        var error = (await host.RpcAsync("GetTask", """{"id":"nope"}""")).GetProperty("error");

        var info = error.GetProperty("data")[0];
        info.GetProperty("@type").GetString().ShouldBe("type.googleapis.com/google.rpc.ErrorInfo");
        info.GetProperty("reason").GetString().ShouldBe("TASK_NOT_FOUND");
        info.GetProperty("domain").GetString().ShouldBe("a2a-protocol.org");
        error.EnumerateObject().Select(member => member.Name).ShouldBe(["code", "message", "data"]);
    }

    [Theory]
    [InlineData("/message:send", "{", 400, "INVALID_ARGUMENT")]
    [InlineData("/message:send", "", 400, "INVALID_ARGUMENT")]
    [InlineData("/message:send", "{}", 400, "INVALID_ARGUMENT")]
    [InlineData("/message:send", "[]", 400, "INVALID_ARGUMENT")]
    [InlineData("/tasks/a:cancel", "{}", 404, "NOT_FOUND")]
    [InlineData("/t1/tasks/a:b:cancel", "", 404, "NOT_FOUND")]
    [InlineData("/tasks/a:subscribe", "", 404, "NOT_FOUND")]
    [InlineData("/tasks/a/pushNotificationConfigs", "{\"url\":\"https://example.com\"}", 404, "NOT_FOUND")]
    [InlineData("/tasks/a/pushNotificationConfigs", "{}", 400, "INVALID_ARGUMENT")]
    public async Task HttpJson_BadRequest_AnswersAStatusObject(string path, string body, int status, string rpcStatus)
    {
        await using var host = await A2ATestHost.StartAsync();

        using var response = await host.PostAsync(path, body);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/a2a+json");
        var error = (await A2ATestHost.JsonAsync(response)).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(status);
        error.GetProperty("status").GetString().ShouldBe(rpcStatus);
    }

    [Fact]
    public async Task HttpJson_ManyWrongQueryValues_NamesEachField()
    {
        await using var host = await A2ATestHost.StartAsync();

        var error = (await host.GetAsync("/tasks?pageSize=x&status=WORKING&includeArtifacts=1&statusTimestampAfter=today"))
            .GetProperty("error");

        var fields = error.GetProperty("details")[0].GetProperty("fieldViolations").EnumerateArray()
            .Select(violation => violation.GetProperty("field").GetString());
        fields.ShouldBe(["status", "pageSize", "statusTimestampAfter", "includeArtifacts"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/rpc")]
    [InlineData("/message:send")]
    public async Task Body_AboveTheLimit_AnswersHttp413(string path)
    {
        await using var host = await A2ATestHost.StartAsync(configure: options => options.MaxRequestBytes = 2048);

        using var declared = await host.PostAsync(path, new string(' ', 2049));
        using var chunked = await PostChunkedAsync(host, path, new string(' ', 4000));

        ((int)declared.StatusCode).ShouldBe(413);
        ((int)chunked.StatusCode).ShouldBe(413);
        (await A2ATestHost.JsonAsync(declared)).TryGetProperty("error", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Body_OfAnotherMediaType_IsContentTypeNotSupported(string mediaType)
    {
        await using var host = await A2ATestHost.StartAsync();

        using var rest = await host.PostAsync("/message:send", A2ATestHost.Say("hi"), mediaType: mediaType);
        using var rpc = await host.PostAsync("/rpc", "{}", mediaType: mediaType);

        ((int)rest.StatusCode).ShouldBe(400);
        (await A2ATestHost.JsonAsync(rest)).GetRawText().ShouldContain("CONTENT_TYPE_NOT_SUPPORTED");
        (await A2ATestHost.JsonAsync(rpc)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32005);
    }

    [Fact]
    public async Task Body_DeepNesting_IsAParseError()
    {
        await using var host = await A2ATestHost.StartAsync();
        var deep = new string('[', 5000) + new string(']', 5000);

        var reply = await host.RpcAsync("SendMessage", "{\"message\":{\"metadata\":{\"a\":" + deep + "}}}");

        reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
    }

    [Fact]
    public async Task Body_InvalidUtf8OrHalfSurrogate_IsAParseError()
    {
        await using var host = await A2ATestHost.StartAsync();
        using var invalid = new ByteArrayContent([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        invalid.Headers.ContentType = new("application/json");

        using var bytes = await host.Client.PostAsync("/rpc", invalid, TestContext.Current.CancellationToken);
        var half = await host.RpcAsync(
            "SendMessage", A2ATestHost.Say("x").Replace("\"x\"", "\"\\ud800\"", StringComparison.Ordinal));

        (await A2ATestHost.JsonAsync(bytes)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
        half.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
    }

    [Fact]
    public async Task Agent_ThrowsUnexpectedly_TellsNothingButATraceId()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = (_, _, _) => throw new InvalidOperationException("the password is hunter2"),
        });

        var error = (await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"))).GetProperty("error");
        using var rest = await host.PostAsync("/message:stream", A2ATestHost.Say("hi"));

        error.GetProperty("code").GetInt32().ShouldBe(-32603);
        error.GetProperty("message").GetString().ShouldBe("Internal error");
        error.GetRawText().ShouldNotContain("hunter2");
        ((int)rest.StatusCode).ShouldBe(500);
        rest.Content.Headers.ContentType?.MediaType.ShouldBe("application/a2a+json");
        var traceId = error.GetProperty("data")[0].GetProperty("requestId").GetString();
        host.Log.Lines.ShouldContain(line => line.Contains(traceId!) && line.Contains("hunter2"));
    }

    [Fact]
    public async Task Message_WithManyFaults_NamesEveryField()
    {
        await using var host = await A2ATestHost.StartAsync();

        var error = (await host.RpcAsync("SendMessage", """
            {"message":{"parts":[{},{"text":"a","url":"b"},null]},"configuration":{"historyLength":-2}}
            """)).GetProperty("error");

        error.GetProperty("code").GetInt32().ShouldBe(-32602);
        error.GetProperty("data")[0].GetProperty("fieldViolations").EnumerateArray()
            .Select(violation => violation.GetProperty("field").GetString())
            .ShouldBe([
                "message.messageId", "message.role", "message.parts[0]", "message.parts[1]", "message.parts[2]",
                "configuration.historyLength",
            ]);
    }

    [Fact]
    public async Task Message_WrongType_NamesThePathAndNoTypeOfOurs()
    {
        await using var host = await A2ATestHost.StartAsync();

        var reply = await host.RpcAsync(
            "SendMessage", """{"message":{"messageId":"a","role":"ROLE_USER","parts":[{"text":5}]}}""");

        reply.GetRawText().ShouldContain("message.parts[0].text");
        reply.GetRawText().ShouldNotContain("Kaos");
        reply.GetRawText().ShouldNotContain("System.");
    }

    private static async Task<HttpResponseMessage> PostChunkedAsync(A2ATestHost host, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("A2A-Version", "1.0");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

using System.Text;
using Kaos.A2A.Json;

namespace Kaos.A2A.Tests.Json;

public sealed class ProtoNamesTests
{
    [Theory]
    [InlineData("""{"task_id":"a_b","message":{"message_id":"x","parts":[{"media_type":"t","raw":null}]}}""",
        """{"taskId":"a_b","message":{"messageId":"x","parts":[{"mediaType":"t","raw":null}]}}""")]
    [InlineData("""{"metadata":{"my_key":{"a_b":1}},"parts":[{"data":{"x_y":[1.50]}}],"page_size":5}""",
        """{"metadata":{"my_key":{"a_b":1}},"parts":[{"data":{"x_y":[1.50]}}],"pageSize":5}""")]
    public void Names_OfTheProtoFile_BecomeJsonNames_ButNotInFreeForm(string json, string expected) =>
        Encoding.UTF8.GetString(ProtoNames.ToCamelCase(Encoding.UTF8.GetBytes(json))).ShouldBe(expected);

    [Fact]
    public void Names_AlreadyInCamelCase_AreNotCopied()
    {
        var json = """{"role":"ROLE_USER","status":"TASK_STATE_WORKING"}"""u8.ToArray();

        ProtoNames.ToCamelCase(json).Overlaps(json).ShouldBeTrue();
    }

    [Fact]
    public async Task Request_WithProtoNames_IsServedByBothBindings()
    {
        await using var host = await A2ATestHost.StartAsync();
        var sent = await host.RpcAsync("SendMessage", """
            {"message":{"message_id":"m","role":"ROLE_USER","context_id":"my_context","parts":[{"text":"x","media_type":"text/plain"}]}}
            """);

        var rpc = await host.RpcAsync("ListTasks", """{"context_id":"my_context","history_length":0}""");
        var rest = await host.GetAsync("/tasks?context_id=my_context&page_size=1&include_artifacts=true");

        sent.GetProperty("result").GetProperty("task").GetProperty("contextId").GetString().ShouldBe("my_context");
        rpc.GetProperty("result").GetProperty("tasks")[0].TryGetProperty("history", out _).ShouldBeFalse();
        rest.GetProperty("pageSize").GetInt32().ShouldBe(1);
    }
}

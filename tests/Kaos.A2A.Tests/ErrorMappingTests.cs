namespace Kaos.A2A.Tests;

public sealed class ErrorMappingTests
{
    [Theory]
    [InlineData(-32001, 404, "NOT_FOUND", "TASK_NOT_FOUND")]
    [InlineData(-32002, 400, "FAILED_PRECONDITION", "TASK_NOT_CANCELABLE")]
    [InlineData(-32003, 400, "FAILED_PRECONDITION", "PUSH_NOTIFICATION_NOT_SUPPORTED")]
    [InlineData(-32004, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION")]
    [InlineData(-32005, 400, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED")]
    [InlineData(-32006, 500, "INTERNAL", "INVALID_AGENT_RESPONSE")]
    [InlineData(-32007, 400, "FAILED_PRECONDITION", "EXTENDED_AGENT_CARD_NOT_CONFIGURED")]
    [InlineData(-32008, 400, "FAILED_PRECONDITION", "EXTENSION_SUPPORT_REQUIRED")]
    [InlineData(-32009, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED")]
    [InlineData(-32700, 400, "INVALID_ARGUMENT", null)]
    [InlineData(-32600, 400, "INVALID_ARGUMENT", null)]
    [InlineData(-32601, 404, "NOT_FOUND", null)]
    [InlineData(-32602, 400, "INVALID_ARGUMENT", null)]
    [InlineData(-32603, 500, "INTERNAL", null)]
    public void Code_InTheTable_IsThatOfProtocol101(int code, int http, string status, string? reason)
    {
        Enum.IsDefined((A2AErrorCode)code).ShouldBeTrue();

        var row = A2AErrorMapping.Of((A2AErrorCode)code);

        (row.HttpStatus, row.RpcStatus, row.Reason).ShouldBe((http, status, reason));
    }
}

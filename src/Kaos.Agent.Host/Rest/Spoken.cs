using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

/// <summary>What REST answers to something that was said: the answer itself, or where to follow it.</summary>
internal static class Spoken
{
    public static Results<Ok<SpokenReply>, Accepted<SpokenReply>, ProblemHttpResult> Reply(Result<Reply> result) =>
        result.Value switch
        {
            Reply.Text text =>
                TypedResults.Ok(new SpokenReply { ContextId = text.ContextId, Text = text.Body, Data = text.Data }),
            Reply.Task task => TypedResults.Accepted(
                $"/v1/sessions/{task.SessionId}",
                new SpokenReply
                {
                    ContextId = task.ContextId,
                    TaskId = task.TaskId,
                    SessionId = task.SessionId,
                    Version = task.Version,
                }),
            _ => result.Refused(),
        };
}

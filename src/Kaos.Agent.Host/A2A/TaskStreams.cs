using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;

namespace Kaos.Agent.Host.A2A;

/// <summary>Reads a session's events into a task, whole or live.</summary>
internal sealed class TaskStreams(IDesk desk)
{
    /// <summary>The task as it stands.</summary>
    public async Task<TaskFold> NowAsync(TaskFold task, CancellationToken cancellationToken)
    {
        await foreach (var numbered in desk.EventsAsync(task.SessionId, 1, cancellationToken))
        {
            task = TaskProjection.Apply(task, numbered).Fold;
        }

        return task;
    }

    /// <summary>The task at the first moment, at or after a version, at which it is the caller's turn or
    /// over.</summary>
    public async Task<TaskFold> AtRestAsync(TaskFold task, long version, CancellationToken cancellationToken)
    {
        await foreach (var numbered in desk.TailAsync(task.SessionId, 1, cancellationToken))
        {
            task = TaskProjection.Apply(task, numbered).Fold;
            if (task.Version >= version && task.IsAtRest)
            {
                return task;
            }
        }

        return task;
    }

    /// <summary>
    /// The task as of a version, then everything after it, from one pass over one tail: no gap and no repetition.
    /// </summary>
    /// <param name="snapshotAt">The version of the snapshot that comes first; null when resuming.</param>
    /// <param name="after">Where a client that resumes stopped; the beginning otherwise.</param>
    /// <param name="historyLength">Of snapshots; null for all.</param>
    /// <param name="untilRest">End when it is the caller's turn, not only when the task is over.</param>
    public async IAsyncEnumerable<StreamItem> FollowAsync(
        TaskFold task,
        long? snapshotAt,
        EventPlace after,
        bool untilRest,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        int? historyLength = null)
    {
        var told = false;
        await foreach (var numbered in desk.TailAsync(task.SessionId, 1, cancellationToken))
        {
            var step = TaskProjection.Apply(task, numbered);
            task = step.Fold;
            if (snapshotAt is { } version)
            {
                if (numbered.Seq < version)
                {
                    continue;
                }

                snapshotAt = null;
                after = EventPlace.Whole(numbered.Seq);
                told = true;
                yield return new StreamItem(task.ToTask(historyLength), after.ToString());
            }

            for (var i = 0; i < step.Updates.Length; i++)
            {
                var place = i == step.Updates.Length - 1 ? EventPlace.Whole(numbered.Seq) : new EventPlace(
                    numbered.Seq, i);
                if (place > after)
                {
                    told = true;
                    yield return new StreamItem(step.Updates[i], place.ToString());
                }
            }

            if (numbered.Seq >= after.Seq && (untilRest ? task.IsAtRest : task.IsOver))
            {
                break;
            }
        }

        // A client that has seen everything is told so: a stream without an event would be an error.
        if (!told)
        {
            yield return new StreamItem(task.ToTask(historyLength), EventPlace.Whole(task.Version).ToString());
        }
    }
}

/// <summary>
/// How far a stream has been read: an event's number, and which of the updates that it made. As an SSE id: <c>12</c>
/// for
/// the whole event, <c>12.0</c> while more of it follows.
/// </summary>
internal readonly record struct EventPlace(long Seq, int Update) : IComparable<EventPlace>
{
    public static readonly EventPlace Beginning = new(0, int.MaxValue);

    public static EventPlace Whole(long seq) => new(seq, int.MaxValue);

    public static EventPlace? Parse(string? id)
    {
        var parts = (id ?? "").Split('.');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
        {
            return null;
        }

        return parts.Length switch
        {
            1 => Whole(seq),
            2 when int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var update) =>
            new EventPlace(seq, update),
            _ => null,
        };
    }

    public static bool operator >(EventPlace left, EventPlace right) => left.CompareTo(right) > 0;

    public static bool operator <(EventPlace left, EventPlace right) => left.CompareTo(right) < 0;

    public int CompareTo(EventPlace other) => (Seq, Update).CompareTo((other.Seq, other.Update));

    public override string ToString() => Update == int.MaxValue
        ? Seq.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Seq}.{Update}");
}

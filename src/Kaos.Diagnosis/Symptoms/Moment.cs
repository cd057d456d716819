namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// The moment at which something is judged. It remembers how long its answers stay the same, so that a judgement need
/// not be made again before. Whoever takes the bare time gets an answer that holds for this moment only.
/// </summary>
internal sealed class Moment(DateTimeOffset now)
{
    /// <summary>
    /// The first moment at which one of the answers given so far may differ; never before <c>now</c>.
    /// </summary>
    public DateTimeOffset Until { get; private set; } = DateTimeOffset.MaxValue;

    public static implicit operator DateTimeOffset(Moment moment) => moment.Now;

    /// <summary>Valid for this moment only; where something is asked of it, <see cref="IsPast"/> costs less.</summary>
    public DateTimeOffset Now
    {
        get
        {
            Until = now;
            return now;
        }
    }

    /// <summary>Whether more than this time has gone by since then. False as long as that lies in the future.</summary>
    public bool IsPast(DateTimeOffset since, TimeSpan span)
    {
        var border = since > DateTimeOffset.MaxValue - span ? DateTimeOffset.MaxValue : since + span;
        if (now > border)
        {
            return true;
        }

        // Just after the border, not at it.
        var flips = border == DateTimeOffset.MaxValue ? border : border.AddTicks(1);
        Until = flips < Until ? flips : Until;
        return false;
    }
}

// What has been drawn is on the glass: whatever need not be seen with it can wait for that.

export const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
